import '@testing-library/jest-dom'
import { setupAlterMock } from '@alter/connect-mock/node'
import { AlterProvider } from '@alter/connect-react'
import { cleanup, configure, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { Settings } from './settings.jsx'

const mock = setupAlterMock()
// On a busy machine a flow takes longer than Testing Library waits.
configure({ asyncUtilTimeout: 5000 })
beforeAll(() => mock.start())
afterEach(() => {
  cleanup()
  mock.use('success')
})
afterAll(() => mock.stop())

const show = () => render(<Settings />, { wrapper: AlterProvider })

test('a click connects the account', async () => {
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Connect GitHub' }))
  expect(await screen.findByRole('button', { name: 'GitHub connected' })).toBeVisible()
})

test('the user says no', async () => {
  mock.use('denied')
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Connect GitHub' }))
  expect(await screen.findByRole('button', { name: 'Not connected. Try again' })).toBeVisible()
})

test('the browser blocks the window, and the next click opens it', async () => {
  mock.use('blocked')
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Connect GitHub' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Blocked. Try again' }))
  expect(await screen.findByRole('button', { name: 'GitHub connected' })).toBeVisible()
})

test('an account that was removed at Google can be connected again', async () => {
  mock.use('reauth')
  show()
  expect(await screen.findByText('Access was revoked.')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Reconnect ada@work.example' }))
  expect(await screen.findByRole('button', { name: 'More for ada@work.example' })).toBeVisible()
})

test('the backend is down, and back', async () => {
  mock.fail('connections', 503)
  show()
  expect(await screen.findByText('Something went wrong on our side.')).toBeVisible()
  mock.heal()
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('button', { name: /Connect Google/ })).toBeVisible()
})
