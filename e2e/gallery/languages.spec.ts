import { CHOICES } from '@alter/demo/gallery-settings'
import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { KEY_STATES } from './key-states.ts'
import { test } from './test.ts'

test.describe.configure({ timeout: 180_000 })

test('axe finds nothing in the key states of any language', async ({ openState }) => {
  for (const lang of Object.keys(CHOICES.lang)) {
    for (const id of KEY_STATES) {
      const page = await openState(id, { lang, theme: 'light' })
      // Their colours are those of English, which is looked at state by state.
      expect.soft(await findings(page, { only: 'words' }), `${id}, ${lang}`).toEqual([])
    }
  }
})
