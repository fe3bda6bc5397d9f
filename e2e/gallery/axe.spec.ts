import { CHOICES } from '@alter/demo/gallery-settings'
import { STATES } from '@alter/demo/gallery-states'
import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { KEY_STATES } from './key-states.ts'
import { test } from './test.ts'

// Many pages one after the other.
test.describe.configure({ timeout: 180_000 })

// Every state takes half a minute in one language (`ALTER_GALLERY=en`, as in `.ci/run`) and minutes in `all`.
const whole = process.env['ALTER_GALLERY']

for (const lang of Object.keys(CHOICES.lang)) {
  const states = whole === 'all' || whole === lang ? [...STATES.keys()] : KEY_STATES
  test(`axe finds nothing in ${states.length} of ${STATES.size} states: ${lang}`, async ({ openState }) => {
    for (const id of states) {
      const page = await openState(id, { lang, theme: 'light' })
      expect.soft(await findings(page), id).toEqual([])
    }
  })
}

test('axe finds nothing in the dark', async ({ openState }) => {
  for (const id of KEY_STATES) {
    const page = await openState(id, { theme: 'dark' })
    expect.soft(await findings(page), id).toEqual([])
  }
})
