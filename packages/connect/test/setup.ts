import {
  AlterConnect,
  type AlterConnectConfig,
  type ConnectError,
  type Connection,
  type ConnectOptions,
  type EventMetadata,
  type Exit,
} from '@alter/connect'
import { settled, tokenOf, VAULT, World } from './world.ts'

export interface Heard {
  successes: Connection[][]
  errors: ConnectError[]
  exits: Exit[]
  events: { name: string; metadata: EventMetadata }[]
}

/** Callbacks that keep what they receive. */
export function listener(): {
  heard: Heard
  callbacks: { [Name in 'onSuccess' | 'onError' | 'onExit' | 'onEvent']: NonNullable<ConnectOptions[Name]> }
} {
  const heard: Heard = { successes: [], errors: [], exits: [], events: [] }
  return {
    heard,
    callbacks: {
      onSuccess: (connections) => heard.successes.push(connections),
      onError: (error) => heard.errors.push(error),
      onExit: (exit) => heard.exits.push(exit),
      onEvent: (name, metadata) => heard.events.push({ name, metadata }),
    },
  }
}

/** What the subscribers of a widget receive from now on. */
export function heardBy(connect: AlterConnect): Heard {
  const { heard, callbacks } = listener()
  connect.on('success', callbacks.onSuccess)
  connect.on('error', callbacks.onError)
  connect.on('exit', callbacks.onExit)
  connect.on('event', callbacks.onEvent)
  return heard
}

/** A widget in a world of its own. */
export function widget(config: AlterConnectConfig = {}): { world: World; connect: AlterConnect } {
  const world = new World()
  return { world, connect: AlterConnect.create({ baseURL: VAULT, platform: world, ...config }) }
}

/** Once loaded, `import()` takes no longer than a promise: a hand-driven clock cannot wait for a file. */
await import('../src/flow/with-session.ts')

/** A flow whose window shows the Connect page's address; the page has not spoken for so long that the vault is asked. */
export async function opened(
  options: ConnectOptions = {},
): Promise<ReturnType<typeof widget> & { heard: Heard }> {
  const { world, connect } = widget()
  const { heard, callbacks } = listener()
  await connect.open({ token: tokenOf(1), ...options, ...callbacks })
  await settled()
  world.blur()
  await world.advance(10_000)
  return { world, connect, heard }
}
