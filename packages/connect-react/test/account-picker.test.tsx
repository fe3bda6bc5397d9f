import { render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { AccountPicker } from '@alter/connect-react'
import { useStage } from './stage.tsx'

useStage()

const work = { grant_id: '1', account_identifier: 'ada@work.example', account_display_name: 'Ada Lovelace' }
const home = { grant_id: '2', account_identifier: 'ada@home.example' }

test('asks which account of the provider to use, and hands back the one picked', async () => {
  const onPick = vi.fn()
  render(<AccountPicker accounts={[work, home]} provider="google" onPick={onPick} />)
  expect(screen.getByRole('group', { name: 'Which Google account?' })).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: /ada@home\.example/ }))
  expect(onPick).toHaveBeenCalledExactlyOnceWith(home)
})

test('is complete by keyboard, and starts on the first account when asked to', async () => {
  const onPick = vi.fn()
  render(<AccountPicker accounts={[work, home]} autoFocus onPick={onPick} />)
  expect(screen.getByRole('button', { name: /Ada Lovelace/ })).toHaveFocus()
  await userEvent.keyboard('{Tab}{Enter}')
  expect(onPick).toHaveBeenCalledWith(home)
})

test('shows what is being worked on, and takes one choice at a time', async () => {
  const job = new EventTarget()
  const onPick = vi.fn(() => new Promise((done) => job.addEventListener('done', done)))
  render(<AccountPicker accounts={[work, home]} onPick={onPick} />)
  const first = screen.getByRole('button', { name: /ada@work\.example/ })
  await userEvent.click(first)
  expect(first).toHaveAttribute('aria-busy', 'true')
  await userEvent.click(screen.getByRole('button', { name: /ada@home\.example/ }))
  expect(onPick).toHaveBeenCalledTimes(1)
  job.dispatchEvent(new Event('done'))
  await waitFor(() => expect(first).toHaveAttribute('aria-busy', 'false'))
})
