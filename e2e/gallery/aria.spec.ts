import { expect } from '@playwright/test'
import { test } from './test.ts'

test('a blocked button says what a press does', async ({ openState }) => {
  const page = await openState('button-blocked')
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - button "Blocked. Try again"
    - text: Your browser blocked the window. Press the button again to open it.
    - status: Blocked. Try again
  `)
})

test('accounts are listed by provider, each action by what it is for', async ({ openState }) => {
  const page = await openState('accounts-several')
  await expect(page.getByRole('region', { name: 'Connected accounts' })).toMatchAriaSnapshot(`
    - region "Connected accounts":
      - list:
        - listitem:
          - heading "Google" [level=3]
          - button "Add another Google"
          - status
          - list "Google":
            - listitem:
              - paragraph: ada@work.example Default
              - paragraph: /Ada Lovelace/
              - button "More for ada@work.example"
            - listitem:
              - paragraph: ada@home.example
              - paragraph: /Ada King/
              - button "More for ada@home.example"
        - listitem:
          - heading "GitHub" [level=3]
          - button "Add another GitHub"
          - status
          - list "GitHub":
            - listitem:
              - paragraph: ada-lovelace
              - paragraph: /Ada Lovelace/
              - button "More for ada-lovelace"
      - status
  `)
})

test('the confirmation is a group named by its question', async ({ openState }) => {
  const page = await openState('accounts-confirm')
  await expect(page.getByRole('group', { name: 'Disconnect ada@work.example?' })).toMatchAriaSnapshot(`
    - group "Disconnect ada@work.example?":
      - paragraph: Disconnect ada@work.example?
      - paragraph: This app can no longer use the account until you connect it again.
      - button "Keep"
      - button "Disconnect"
  `)
})

test('a list that could not be fetched is an alert', async ({ openState }) => {
  const page = await openState('accounts-error')
  await expect(page.getByRole('alert')).toMatchAriaSnapshot(`
    - alert:
      - paragraph: No answer. Check your internet connection.
      - button "Try again"
  `)
})

test('the dialog is named by its question, and holds the accounts', async ({ openState }) => {
  const page = await openState('dialog-pick')
  await expect(page.getByRole('dialog')).toMatchAriaSnapshot(`
    - dialog "Which Google account?":
      - group "Which Google account?":
        - heading "Which Google account?" [level=3]
        - list:
          - listitem:
            - button "ada@work.example Ada Lovelace"
          - listitem:
            - button "ada@home.example Ada King"
      - button "Not now"
  `)
})
