import { type ReactElement, StrictMode } from 'react'
import { act, screen, waitFor } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { AccountPicker, AlterProvider, ConnectButton, ConnectedAccounts } from '@alter/connect-react'
import { grant } from './backend.ts'
import { useStage } from './stage.tsx'

const stage = useStage()

function App(): ReactElement {
  return (
    <StrictMode>
      <AlterProvider>
        <ConnectButton provider="google" />
        <ConnectButton asChild provider="github">
          <a href="#connect">GitHub</a>
        </ConnectButton>
        <ConnectedAccounts />
        <AccountPicker accounts={[{ grant_id: '1', account_identifier: 'ada' }]} onPick={() => {}} />
      </AlterProvider>
    </StrictMode>
  )
}

test('on a server it sends no request and has no inline style', () => {
  const html = renderToString(<App />)
  expect(html).toContain('Connect Google')
  expect(html).toContain('Loading connected accounts')
  expect(html).not.toContain('style=')
  expect(stage.backend.seen).toEqual([])
})

test('hydrates without a warning, then fills in', async () => {
  stage.backend.connections = [grant('ada@work.example')]
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
  const recovered = vi.fn()
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = renderToString(<App />)
  const server = container.querySelector('button')
  const root = await act(async () => hydrateRoot(container, <App />, { onRecoverableError: recovered }))
  expect(await screen.findByText('ada@work.example')).toBeVisible()
  await waitFor(() => expect(container.querySelector('button img')).toBeVisible())
  expect(container.querySelector('button')).toBe(server)
  expect(complain).not.toHaveBeenCalled()
  expect(recovered).not.toHaveBeenCalled()
  act(() => root.unmount())
  container.remove()
})
