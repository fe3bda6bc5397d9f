import { expectTypeOf, test } from 'vitest'
import type { SessionErrorCode } from '@alter/protocol'
import {
  ConnectError,
  type ConnectErrorCode,
  type NewConnections,
  type ConnectOptions,
  type ConnectState,
  createConnect,
  type Platform,
  type Session,
} from '@alter/connect'

test('a state is narrowed by its status', () => {
  type Of<Status extends ConnectState['status']> = Extract<ConnectState, { status: Status }>
  expectTypeOf<Of<'connected'>['connections']>().toEqualTypeOf<NewConnections>()
  expectTypeOf<Of<'blocked'>['retry']>().toEqualTypeOf<() => void>()
  expectTypeOf<Of<'error'>['error']['code']>().toEqualTypeOf<ConnectErrorCode>()
  // @ts-expect-error -- an idle widget is about nothing
  expectTypeOf<Of<'idle'>['provider']>().toBeString()
})

test('13.7: what a session may report is an error that only words and a judgement make', () => {
  expectTypeOf<SessionErrorCode>().toExtend<ConnectErrorCode>()
  // @ts-expect-error -- its message is in the file that loads later
  void (() => new ConnectError('access_denied'))
  void (() => new ConnectError('access_denied', 'The user said no', { retryable: true }))
})

test('handlers are typed by their event', () => {
  const connect = createConnect({ session: ({ provider }) => ({ session_token: provider ?? '' }) })
  connect.on('success', (connections, info) => {
    expectTypeOf(connections).toEqualTypeOf<NewConnections>()
    expectTypeOf(info.late).toBeBoolean()
  })
  connect.on('exit', ({ reason }) =>
    expectTypeOf(reason).toEqualTypeOf<'closed' | 'replaced' | 'cancelled'>(),
  )
  // @ts-expect-error -- the store is read-only
  void connect.store.setState
})

test('a token may be what a mint gives, in any time', () => {
  type Token = NonNullable<ConnectOptions['token']>
  expectTypeOf<string>().toExtend<Token>()
  expectTypeOf<{ session_token: string; connect_url: string; expires_in: number }>().toExtend<Session>()
  expectTypeOf<Promise<string>>().toExtend<Token>()
  expectTypeOf<() => Promise<{ session_token: string }>>().toExtend<Token>()
  expectTypeOf<Window>().toExtend<NonNullable<ReturnType<Platform['open']>>>()
})
