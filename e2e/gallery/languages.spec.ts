import { CHOICES } from '@alter/demo/gallery-settings'
import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { KEY_STATES } from './key-states.ts'
import { test } from './test.ts'

for (const lang of Object.keys(CHOICES.lang)) {
  test(`axe finds nothing in the key states, ${lang}`, async ({ openState }) => {
    for (const id of KEY_STATES) {
      const page = await openState(id, { lang, theme: 'light' })
      // Their colours are those of English, which is looked at state by state.
      expect.soft(await findings(page, { only: 'words' }), id).toEqual([])
    }
  })
}
