import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import Default, {
  AlterConnect,
  type AlterError,
  ConnectError,
  type Connection,
  type ConnectOptions,
  createConnect,
  type Exit,
  type Grant,
  type LaunchOptions,
  type OpenOptions,
  type Provider,
} from '@alter/connect'
import { listener, opened, widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, settled, tokenOf, type World } from './world.ts'

const work = connectionOf('work@example.com')

// As programs for the published client write them.
function wrap({ onExit, ...options }: OpenOptions): OpenOptions {
  return { ...options, onExit: () => onExit?.() }
}
function handler(connections: Grant[], more: { late?: string }): void {
  return void [connections, more]
}
const onEvent: ConnectOptions['onEvent'] = (_, metadata) => metadata['step']?.toFixed()

describe('the types of the published client', () => {
  test('open() needs a token and onSuccess where a program names its options, and onSuccess anywhere', () => {
    expectTypeOf<OpenOptions>().toExtend<LaunchOptions>()
    expectTypeOf<{ onSuccess: () => void }>().toExtend<LaunchOptions>()
    // @ts-expect-error -- no onSuccess
    void ((connect: AlterConnect) => connect.open({ token: tokenOf(1) }))
    // @ts-expect-error -- no token
    const options: OpenOptions = { onSuccess: () => {} }
    expectTypeOf(options.token).toBeString()
  })

  test('onExit may be declared without an argument, and called without one', () => {
    expectTypeOf(wrap).toBeFunction()
    expectTypeOf<NonNullable<ConnectOptions['onExit']>>().toEqualTypeOf<(exit: Exit) => void>()
  })

  test('on() and off() take any name and any handler, beside the typed ones', () => {
    const { connect } = widget()
    const name: string = 'success'
    connect.on(name, handler)
    connect.on(name, (...values) => values.length)
    connect.on('error', (error) => expectTypeOf(error).toEqualTypeOf<ConnectError>())
    connect.off(name, handler)
  })

  test('AlterError is the plain shape, and every error has it', () => {
    const plain: AlterError = { code: 'mine', message: 'Mine' }
    expectTypeOf(plain).toEqualTypeOf<AlterError>()
    expectTypeOf<ConnectError>().toExtend<AlterError>()
    expectTypeOf<ConnectError>().toExtend<{
      code: string
      message: string
      details?: Record<string, unknown>
    }>()
    expect(Object.keys(new ConnectError('aborted', '', { details: { a: 1 } }))).toContain('details')
  })

  test('Provider has a description and a category', () => {
    expectTypeOf<Provider['description']>().toBeString()
    expectTypeOf<Provider['category']>().toBeString()
  })

  test('onEvent may read what we do not tell', () => {
    expectTypeOf(onEvent).toBeFunction()
  })
})

test('AlterConnect is a class: the default export, a type, what create() gives an instance of, and not to be called', () => {
  const connect: AlterConnect = AlterConnect.create()
  expect(Default).toBe(AlterConnect)
  expect(connect).toBeInstanceOf(AlterConnect)
  expect(createConnect()).toBeInstanceOf(Default)
  // @ts-expect-error -- as there
  void (() => new AlterConnect({}))
})

const ENDS: Record<string, (world: World, connect: AlterConnect) => Promise<unknown> | void> = {
  'a success': (world) => world.post({ type: 'alter_connect_success', grants: [work], session: idOf(1) }),
  'an error': (world) => world.answer({ status: 'failed', error: 'access_denied' }),
  'an exit': (world) => world.answer({ status: 'cancelled' }),
  'close()': (_, connect) => connect.close(),
}

describe('close', () => {
  test.each(Object.entries(ENDS))(
    'is reported once, after %s and its callback, without an argument',
    async (_, end) => {
      const { world, connect } = widget()
      const order: string[] = []
      function tell(name: string) {
        return (): void => void order.push(name)
      }
      const onClose = vi.fn(tell('close'))
      connect.on('close', onClose)
      await connect.open({
        token: tokenOf(1),
        onSuccess: tell('outcome'),
        onError: tell('outcome'),
        onExit: tell('outcome'),
      })
      await world.advance(10_000)
      await end(world, connect)
      await settled()
      expect(order).toEqual(['outcome', 'close'])
      expect(onClose).toHaveBeenCalledExactlyOnceWith()
      expect(connect.isOpen()).toBe(false)
    },
  )

  test('is reported after a blocked popup', async () => {
    const { world, connect } = widget()
    const onClose = vi.fn()
    world.blocked = true
    connect.on('close', onClose)
    await connect.open({ token: tokenOf(1), onSuccess: () => {} })
    expect(onClose).toHaveBeenCalledOnce()
  })

  test('is reported by close() while no flow runs', () => {
    const { connect } = widget()
    const onClose = vi.fn()
    connect.on('close', onClose)
    connect.close()
    expect(onClose).toHaveBeenCalledOnce()
  })

  test('is not reported again by a late success', async () => {
    const { world, connect } = await opened()
    const onClose = vi.fn()
    connect.on('close', onClose)
    await world.post({ type: 'alter_connect_event', event: 'authorization_started', session: idOf(1) })
    world.window.closed = true
    await world.focus()
    await world.answer({ status: 'authorizing' })
    expect(connect.store.getState()).toMatchObject({ status: 'exit', certain: false })
    await world.advance(1000)
    await world.answer({ status: 'completed', grants: [work] })
    expect(onClose).toHaveBeenCalledOnce()
  })

  test('unlike there, close() also tells onExit: no flow ends in silence', async () => {
    const { connect } = widget()
    const { heard, callbacks } = listener()
    await connect.open({ token: tokenOf(1), ...callbacks })
    connect.close()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
  })
})

test('a program that keeps only what is documented receives its connections', async () => {
  const { world, connect } = widget()
  const received: Connection[][] = []
  const options: OpenOptions = { token: tokenOf(1), onSuccess: (grants) => received.push(grants) }
  await connect.open(options)
  await settled()
  await world.post({ type: 'alter_connect_success', grants: [work], session: idOf(1) })
  expect(received).toEqual([[work]])
})
