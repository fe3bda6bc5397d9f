import { expectTypeOf, it } from 'vitest'
import type {
  AlterError,
  ConnectErrorCode,
  Connection,
  ConnectState,
  Grant,
  OpenOptions,
  Platform,
  Session,
} from '../src/index.ts'
import Default, { AlterConnect, createConnect } from '../src/index.ts'

it('a program for the published client type-checks', () => {
  expectTypeOf(Default).toEqualTypeOf(AlterConnect)
  expectTypeOf<Grant>().toEqualTypeOf<Connection>()
  const published = {
    token: 'token',
    baseURL: 'https://vault.example',
    onSuccess: (grants: Grant[]) => void grants,
    onError: (error: AlterError) => void error.details,
    onExit: () => {},
    onEvent: (name: string, metadata: Record<string, unknown>) => void [name, metadata],
  }
  expectTypeOf(published).toExtend<OpenOptions>()
})

it('a state is narrowed by its status', () => {
  type Of<Status extends ConnectState['status']> = Extract<ConnectState, { status: Status }>
  expectTypeOf<Of<'connected'>['connections']>().toEqualTypeOf<Connection[]>()
  expectTypeOf<Of<'blocked'>['retry']>().toEqualTypeOf<() => void>()
  expectTypeOf<Of<'error'>['error']['code']>().toEqualTypeOf<ConnectErrorCode>()
  // @ts-expect-error -- an idle widget is about nothing
  expectTypeOf<Of<'idle'>['provider']>().toBeString()
})

it('handlers are typed by their event', () => {
  const connect = createConnect({ session: ({ provider }) => ({ session_token: provider ?? '' }) })
  connect.on('success', (connections, info) => {
    expectTypeOf(connections).toEqualTypeOf<Connection[]>()
    expectTypeOf(info.late).toBeBoolean()
  })
  connect.on('exit', ({ reason }) =>
    expectTypeOf(reason).toEqualTypeOf<'closed' | 'replaced' | 'cancelled'>(),
  )
  // @ts-expect-error -- no such event
  void (() => connect.on('done', () => {}))
  // @ts-expect-error -- the store is read-only
  void connect.store.setState
})

it('a token may be what a mint gives, in any time', () => {
  type Token = NonNullable<OpenOptions['token']>
  expectTypeOf<string>().toExtend<Token>()
  expectTypeOf<{ session_token: string; connect_url: string; expires_in: number }>().toExtend<Session>()
  expectTypeOf<Promise<string>>().toExtend<Token>()
  expectTypeOf<() => Promise<{ session_token: string }>>().toExtend<Token>()
  expectTypeOf<Window>().toExtend<NonNullable<ReturnType<Platform['open']>>>()
})
