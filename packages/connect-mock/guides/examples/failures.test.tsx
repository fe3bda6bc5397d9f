import '@testing-library/jest-dom/vitest'
import type { Fault, ScenarioName } from '@alter/connect-mock'
import { setupAlterMock } from '@alter/connect-mock/node'
import { AlterProvider } from '@alter/connect-react'
import { cleanup, configure, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Settings } from './settings.tsx'

const mock = setupAlterMock({ grantTtl: 3600 })
// On a busy machine a flow takes longer than Testing Library waits.
configure({ asyncUtilTimeout: 5000 })
beforeAll(() => mock.start())
afterEach(() => {
  cleanup()
  mock.use('success')
})
afterAll(() => mock.stop())

const show = () => render(<Settings />, { wrapper: AlterProvider })
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
// What is shown is often said to screen readers too.
const seen = async (text: string | RegExp) => expect(await screen.findAllByText(text)).not.toEqual([])

test.each<[ScenarioName, string]>([
  ['denied', 'Not connected. Try again'],
  ['blocked', 'Blocked. Try again'],
  ['expired', 'Not connected. Try again'],
  ['coop', 'GitHub connected'],
  ['slow', 'Connecting…'],
])('%s: after a click', async (scenario, text) => {
  mock.use(scenario)
  show()
  await press('Connect GitHub')
  await seen(text)
})

test('closed: as if nothing had been', async () => {
  mock.use('closed')
  show()
  await press('Connect GitHub')
  expect(await screen.findByRole('button', { name: 'Connect GitHub' })).toHaveAttribute('data-status', 'exit')
})

test.each<[ScenarioName, string | RegExp]>([
  ['offline', 'No answer. Check your internet connection.'],
  ['two-accounts', 'ada@home.example'],
  ['reauth', 'Access was revoked.'],
  ['scope-missing', /A permission is missing/],
  ['policy-denied', 'ada@work.example'],
])('%s: in the list', async (scenario, text) => {
  mock.use(scenario)
  show()
  await seen(text)
})

test.each<[Fault, string]>([
  ['network', 'No answer. Check your internet connection.'],
  [503, 'Something went wrong on our side.'],
  ['user_token_required', 'Sign in to see your connected accounts.'],
  ['rate_limited', 'Too many requests. Try again in a minute.'],
])('a list that fails with %s', async (fault, text) => {
  mock.fail('connections', fault)
  show()
  await seen(text)
})

test('a list that loads', async () => {
  mock.delay('connections', 200)
  show()
  expect(await screen.findByRole('region', { name: 'Connected accounts' })).toHaveAttribute(
    'aria-busy',
    'true',
  )
  expect(await screen.findByRole('button', { name: /Connect Google/ })).toBeVisible()
})

test('a connection that has expired', async () => {
  show()
  await press(/Connect Google/)
  await seen('ada@work.example')
  cleanup()
  mock.advance(3600)
  show()
  await seen('Access has expired.')
})

test('another account than the one to be connected again', async () => {
  mock.use('reauth')
  mock.picks('ada@home.example')
  show()
  await press('Reconnect ada@work.example')
  await seen('That was a different account. Choose the one to reconnect.')
})
