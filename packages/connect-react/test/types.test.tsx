import { createRef } from 'react'
import { expectTypeOf, test } from 'vitest'
import {
  AccountPicker,
  ConnectButton,
  type ConnectButtonProps,
  type ConnectedAccount,
  ConnectedAccounts,
  type NewConnections,
  type ProviderId,
  type useConnect,
  type ConnectState,
  type useConnections,
} from '@alter/connect-react'

test('ConnectButton takes a button’s props and its own callbacks', () => {
  expectTypeOf<ConnectButtonProps['onSuccess']>().toEqualTypeOf<
    ((connections: NewConnections) => void) | undefined
  >()
  const ref = createRef<HTMLButtonElement>()
  const ok = [
    <ConnectButton key="1" provider="google" ref={ref} aria-label="Connect" disabled />,
    <ConnectButton key="2">{(state: ConnectState) => state.status}</ConnectButton>,
    // @ts-expect-error -- it never submits a form
    <ConnectButton key="3" provider="google" type="submit" />,
    // @ts-expect-error -- the error is a ConnectError, not an event
    <ConnectButton key="4" provider="google" onError={(event: Event) => event.preventDefault()} />,
    // @ts-expect-error -- a provider is named by its id
    <ConnectButton key="5" provider={1} />,
    <ConnectedAccounts key="6" providers={['google'] as const} />,
  ]
  expectTypeOf(ok).toBeArray()
})

test('the list is there only once it is ready', () => {
  type List = ReturnType<typeof useConnections>
  expectTypeOf<Extract<List, { status: 'ready' }>['connections']>().toEqualTypeOf<ConnectedAccount[]>()
  // @ts-expect-error -- not before
  type Early = Extract<List, { status: 'loading' }>['connections']
  expectTypeOf<Early>().toBeAny()
})

test('AccountPicker hands back the kind of account that it was given', () => {
  const accounts = [{ grant_id: '1', account_identifier: 'ada', mine: true }]
  const picker = (
    <AccountPicker accounts={accounts} onPick={(account) => expectTypeOf(account.mine).toBeBoolean()} />
  )
  expectTypeOf(picker).not.toBeAny()
})

test('14.6 what a button and the hook take', () => {
  const account: string | undefined = document.body.dataset['account']
  const buttons = [
    <ConnectButton key="1" provider="google" mode="redirect" whenBlocked="redirect" grace={5000} />,
    <ConnectButton key="2" provider={account} accountHint={account} grantId={account} mode={undefined} />,
    <ConnectButton
      key="3"
      onSuccess={([first]) => expectTypeOf(first.grant_id).toBeString()}
      onEvent={(name, metadata) => {
        expectTypeOf(name).toExtend<string>()
        expectTypeOf(metadata.timestamp).toBeString()
        expectTypeOf(metadata.session_id).toEqualTypeOf<string | undefined>()
      }}
    />,
    // @ts-expect-error -- popup, redirect or auto
    <ConnectButton key="4" mode="window" />,
  ]
  expectTypeOf(buttons).toBeArray()
  expectTypeOf<typeof useConnect>().toBeCallableWith({
    mode: 'popup',
    whenBlocked: 'redirect',
    grace: 1,
    provider: account,
  })
  expectTypeOf<string>().toExtend<ProviderId>()
})
