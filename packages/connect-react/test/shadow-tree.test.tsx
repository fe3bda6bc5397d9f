import { render, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { AlterProvider, ConnectButton, ConnectedAccounts } from '@alter/connect-react'
import { expect, onTestFinished, test } from 'vitest'
import { grant } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()

/** An app in a shadow tree, as browser extensions and parts of other pages are. */
function show(): { screen: ReturnType<typeof within>; focused: () => Element | null } {
  const host = document.createElement('div')
  document.body.append(host)
  onTestFinished(() => host.remove())
  const root = host.attachShadow({ mode: 'open' })
  const container = document.createElement('div')
  root.append(container)
  render(
    <AlterProvider>
      <ConnectButton provider="google" />
      <ConnectedAccounts />
    </AlterProvider>,
    { container, baseElement: container },
  )
  return { screen: within(container), focused: () => root.activeElement }
}

test('15.6 in a shadow tree an item of a menu can be pressed, and a press elsewhere closes it', async () => {
  stage.backend.connections = [grant('ada')]
  const { screen, focused } = show()
  const more = await screen.findByRole('button', { name: 'More for ada' })
  await userEvent.click(more)
  await screen.findByRole('menu')
  await userEvent.click(document.body)
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  await userEvent.click(more)
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Disconnect' }))
  expect(await screen.findByRole('button', { name: 'Keep' })).toBe(focused())
})

test('in a shadow tree the focus comes back to the button from the help that goes', async () => {
  const { screen, focused } = show()
  const connect = screen.getByRole('button', { name: 'Connect Google' })
  await userEvent.click(connect)
  const popup = await stage.popup()
  await popup.arrive()
  const again = await screen.findByRole('button', { name: 'Show window' })
  again.focus()
  expect(focused()).toBe(again)
  popup.closed = true
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Show window' })).toBeNull())
  expect(focused()).toBe(connect)
})
