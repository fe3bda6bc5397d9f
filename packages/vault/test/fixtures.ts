/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { test, type TestAPI } from 'vitest'
import type { Vault } from '@alter/vault'
import { openAgents, type TestAgents } from './agents.ts'
import { type ApiServer, startApiServer } from './api-server.ts'
import { openDelegations, type TestDelegations } from './delegations.ts'
import { type TestIssuer, startIssuer } from './issuer.ts'
import { openKeys, type TestKeys } from './key-store.ts'
import { flowAt, PLAIN_ANSWERS, type PlainFlow, plainProvider, type startPlainFlow } from './plain-flow.ts'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { Backend, startSystem, type System, type SystemOptions } from './system.ts'

/** Servers that a system can be pointed at. */
export interface Servers {
  /** What providers' APIs are. */
  apiServer: ApiServer
  /** A whole provider whose answers a test writes. */
  plainServer: PlainServer
  /** What the app's webhook is. */
  receiver: Receiver
  /** What signs the tokens of users in, with keys and answers that a test shapes. */
  issuer: TestIssuer
}

/** Made once, for the first test of the file that names it. */
export interface FileFixtures extends Servers {
  options: SystemOptions
  system: System
  /** Agents of {@link FileFixtures.system}; the same goes for the next two. */
  agents: TestAgents
  keys: TestKeys
  delegations: TestDelegations
}

/** Made for each test that names it. */
export interface TestFixtures {
  /** Starts a system that ends with the test. Default: one like that of the file. */
  start: (options?: SystemOptions) => Promise<System>
  /** A system like that of the file, for a test that moves the clock far, spoils the database or closes the vault. */
  ownSystem: System
  ownAgents: TestAgents
  ownDelegations: TestDelegations
  ownKeys: TestKeys
  /** Acts for the user `ada` at {@link TestFixtures.ownSystem}. */
  ownBackend: Backend
  /** {@link Servers.apiServer}, with nothing arrived and its usual answer. */
  api: ApiServer
  /** {@link Servers.plainServer}, with nothing asked and its usual answers. */
  plain: PlainServer
  /**
   * Starts one more vault on the file's database, which differs in this; answers {@link TestFixtures.user} there. The
   * log begins anew with it, and it ends with the test.
   */
  backendWith: (change: Pick<SystemOptions, 'vault' | 'app' | 'google'>) => Promise<Backend>
  /**
   * Flows of {@link TestFixtures.user} with a provider at {@link TestFixtures.plain} that such a vault has. It takes
   * what {@link startPlainFlow} takes.
   */
  startFlow: (...provider: Parameters<typeof startPlainFlow>) => Promise<PlainFlow>
  /** Subject of a user that no other test has. */
  user: string
  /** Acts for {@link TestFixtures.user} at the file's system: what it connects is seen by no other test. */
  backend: Backend
}

/**
 * `test` for a file whose tests share a system. What a test or one of its hooks names is made for it and cleaned up by
 * itself.
 * @param options what the system of the file is like; a function where it needs to know a server
 * @param prepare what is done to it before the first test, such as connecting an account that all tests use
 * @example
 * const test = vaultTest(({ apiServer }) => ({
 *   google: { api_hosts: [apiServer.host] },
 *   vault: { allow_private_network: true },
 * }))
 * test('a call arrives', async ({ api, backend }) => {
 *   await connectGoogle(backend)
 *   expect((await backend.call(`${api.origin}/events`)).status).toBe(200)
 *   expect(api.arrivals).toMatchObject([{ request: 'GET /events' }])
 * })
 * @see https://vitest.dev/guide/test-context
 */
export function vaultTest(options?: Options, prepare?: Prepare): VaultTest {
  return withSystem('file', options, prepare)
}

/**
 * As {@link vaultTest}, but each test has servers and a system of its own: for tests of which each closes the vault,
 * changes its config, moves the clock far, or looks at all that the database holds. {@link TestFixtures.user} is `ada`.
 */
export function ownVaultTest(options?: Options, prepare?: Prepare): VaultTest {
  return withSystem('test', options, prepare)
}

/** A `test` whose tests get what they name of these. */
export type VaultTest = TestAPI<FileFixtures & TestFixtures>

type Options = SystemOptions | ((servers: Servers) => SystemOptions)
type Prepare = (system: System) => Promise<unknown>

function withSystem(
  scope: 'file' | 'test',
  options: Options = {},
  prepare: Prepare = () => Promise.resolve(),
): VaultTest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- What a fixture of a file may see, one of a test may too.
  const scoped = { scope: scope as 'file' }
  return test.extend<{ $file: FileFixtures; $test: TestFixtures }>({
    apiServer: [
      async ({}, use) => {
        const server = await startApiServer()
        await use(server)
        await server.close()
      },
      scoped,
    ],
    plainServer: [
      async ({}, use) => {
        const server = await startPlainServer()
        await use(server)
        await server.close()
      },
      scoped,
    ],
    receiver: [
      async ({}, use) => {
        const receiver = await startReceiver()
        await use(receiver)
        await receiver.close()
      },
      scoped,
    ],
    issuer: [
      async ({}, use) => {
        const issuer = await startIssuer()
        await use(issuer)
        await issuer.close()
      },
      scoped,
    ],
    options: [
      typeof options === 'object'
        ? ({}, use) => use(options)
        : ({ apiServer, plainServer, receiver, issuer }, use) =>
            use(options({ apiServer, plainServer, receiver, issuer })),
      scoped,
    ],
    system: [
      async ({ options: own }, use) => {
        const system = await startSystem(own)
        await prepare(system)
        await use(system)
        await system.close()
      },
      scoped,
    ],
    agents: [
      async ({ system }, use) => {
        await using agents = await openAgents(system, system.now)
        await use(agents)
      },
      scoped,
    ],
    keys: [
      async ({ system }, use) => {
        await using keys = await openKeys(system, system.now)
        await use(keys)
      },
      scoped,
    ],
    delegations: [
      async ({ system }, use) => {
        await using delegations = await openDelegations(system, system.now)
        await use(delegations)
      },
      scoped,
    ],
    start: async ({ options: usual }, use) => {
      const started: System[] = []
      await use(async (own = usual) => {
        const system = await startSystem(own)
        started.push(system)
        return system
      })
      await Promise.all(started.map((each) => each.close()))
    },
    ownSystem: async ({ start }, use) => use(await start()),
    ownAgents: async ({ ownSystem }, use) => {
      await using agents = await openAgents(ownSystem, ownSystem.now)
      await use(agents)
    },
    ownDelegations: async ({ ownSystem }, use) => {
      await using delegations = await openDelegations(ownSystem, ownSystem.now)
      await use(delegations)
    },
    ownKeys: async ({ ownSystem }, use) => {
      await using keys = await openKeys(ownSystem, ownSystem.now)
      await use(keys)
    },
    ownBackend: async ({ ownSystem }, use) => use(new Backend(ownSystem)),
    api: async ({ apiServer }, use) => {
      apiServer.reset()
      await use(apiServer)
    },
    plain: async ({ plainServer }, use) => {
      plainServer.requests = []
      plainServer.meanwhile = {}
      plainServer.answers = { ...PLAIN_ANSWERS }
      await use(plainServer)
    },
    backendWith: async ({ system, user }, use) => {
      const vaults: Vault[] = []
      await use(async ({ vault: more, app, google }) => {
        const [first, ...others] = system.config.apps
        if (!first) throw new Error('no app')
        const providers = { ...first.providers, google: { ...first.providers['google'], ...google } }
        const config = { ...system.config, apps: [{ ...first, providers, ...app }, ...others], ...more }
        system.log.length = 0
        const vault = await system.secondVault(config)
        vaults.push(vault)
        return new Backend({ ...system, vault, config }, user)
      })
      await Promise.all(vaults.map((vault) => vault.close()))
    },
    startFlow: async (
      { backendWith, plain }: TestFixtures,
      use: (startFlow: TestFixtures['startFlow']) => Promise<void>,
    ) =>
      use(async (id = 'plain', configure = () => ({}), endpoints = 'named') => {
        const providers = { [id]: plainProvider(plain, configure(plain), endpoints) }
        const vault = { allow_private_network: true }
        return flowAt(await backendWith({ app: { providers }, vault }), plain, id)
      }),
    user: async ({ task }, use) => use(scope === 'test' ? 'ada' : `ada-${task.id}`),
    backend: async ({ system, user }, use) => use(new Backend(system, user)),
  })
}
