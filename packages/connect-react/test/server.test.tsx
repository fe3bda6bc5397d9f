import { type ReactElement, StrictMode } from 'react'
import { act, screen, waitFor } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import {
  AccountPicker,
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  useAlterFetch,
  useConnect,
  useConnections,
  useProviders,
} from '@alter/connect-react'
import { de } from '@alter/connect-react/de'
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

function Hooks(): ReactElement {
  const connections = useConnections()
  const { state } = useConnect({ provider: 'google' })
  const [providers] = useProviders()
  useAlterFetch()
  return (
    <p>
      {connections.status} {state.status} {providers.status}
    </p>
  )
}

const OPTIONS: [string, () => ReactElement][] = [
  ['showConnected', () => <ConnectButton provider="google" showConnected />],
  [
    'asChild',
    () => (
      <ConnectButton asChild provider="google">
        {() => <a href="#connect">Go</a>}
      </ConnectButton>
    ),
  ],
  ['content of the app', () => <ConnectButton provider="google">{({ status }) => status}</ConnectButton>],
  ['help', () => <ConnectButton provider="google" help="waiting" mode="redirect" />],
  ['no provider', () => <ConnectButton />],
  ['theme', () => <ConnectButton provider="google" data-theme="dark" />],
  [
    'a list of some providers',
    () => <ConnectedAccounts providers={['github']} headingLevel={2} undoTime={0} />,
  ],
  ['a list, shown before', () => <ConnectedAccounts />],
  ['hooks', () => <Hooks />],
]

/** Renders as on a server, where none of the browser is there. */
function renderWithoutBrowser(page: ReactElement): string {
  const names = ['window', 'document', 'localStorage', 'sessionStorage', 'navigator', 'location']
  const browser = names.map((name) => [name, Reflect.get(globalThis, name)] as const)
  try {
    for (const name of names) vi.stubGlobal(name, undefined)
    return renderToString(page)
  } finally {
    for (const [name, value] of browser) vi.stubGlobal(name, value)
  }
}

test.each(OPTIONS)(
  'hydrates without a warning and without a window on the server: %s',
  async (_name, render) => {
    localStorage.setItem('alter:rows', '3,1')
    stage.backend.connections = [grant('ada@work.example')]
    function Page(): ReactElement {
      return (
        <StrictMode>
          <AlterProvider texts={de}>{render()}</AlterProvider>
        </StrictMode>
      )
    }
    const html = renderWithoutBrowser(<Page />)
    const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
    const recovered = vi.fn()
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = html
    const first = container.firstElementChild
    const root = await act(async () => hydrateRoot(container, <Page />, { onRecoverableError: recovered }))
    await waitFor(() => expect(container.querySelector('[aria-busy="true"]')).toBeNull())
    expect(container.firstElementChild).toBe(first)
    expect(complain).not.toHaveBeenCalled()
    expect(recovered).not.toHaveBeenCalled()
    act(() => root.unmount())
    container.remove()
  },
)
