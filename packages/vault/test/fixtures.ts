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

/** Servers that a test's configuration can name. */
export interface Servers {
  /** The provider's API. */
  apiServer: ApiServer
  /** A provider whose answers the test writes. */
  plainServer: PlainServer
  /** The receiver of the app's webhook. */
  receiver: Receiver
  /** The identity provider, whose keys and answers the test controls. */
  issuer: TestIssuer
}

/** Created once, for the first test of the file that uses it. */
export interface FileFixtures extends Servers {
  options: SystemOptions
  system: System
  /** Agents of {@link FileFixtures.system}. The next two belong to it too. */
  agents: TestAgents
  keys: TestKeys
  delegations: TestDelegations
}

/** Created for each test that uses it. */
export interface TestFixtures {
  /** Starts a system that ends with the test. Default: one like that of the file. */
  start: (options?: SystemOptions) => Promise<System>
  /** A system like that of the file, for a test that moves the clock far, damages the database or closes the vault. */
  ownSystem: System
  ownAgents: TestAgents
  ownDelegations: TestDelegations
  ownKeys: TestKeys
  /** Acts for the user `ada` in {@link TestFixtures.ownSystem}. */
  ownBackend: Backend
  /** {@link Servers.apiServer} in its initial state. */
  api: ApiServer
  /** {@link Servers.plainServer} in its initial state. */
  plain: PlainServer
  /**
   * Starts another vault on the file's database with these changes, until the end of the test. Resolves with a backend
   * for {@link TestFixtures.user}. The log starts anew.
   */
  backendWith: (change: Pick<SystemOptions, 'vault' | 'app' | 'google'>) => Promise<Backend>
  /**
   * Starts such a vault with a provider at {@link TestFixtures.plain}, for flows of {@link TestFixtures.user}. Takes
   * the arguments of {@link startPlainFlow}.
   */
  startFlow: (...provider: Parameters<typeof startPlainFlow>) => Promise<PlainFlow>
  /** Subject of a user that no other test has. */
  user: string
  /** Acts for {@link TestFixtures.user} in the file's system. No other test sees its connections. */
  backend: Backend
}

/**
 * `test` for a file whose tests share a system. A test or hook gets the fixtures that it names, and they are cleaned
 * up.
 * @param options the system of the file; a function when it needs one of the servers
 * @param prepare runs before the first test, for example to connect an account that all tests use
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
 * Like {@link vaultTest}, but each test has its own servers and system. For tests that close the vault, change its
 * config, move the clock far, or look at all data. {@link TestFixtures.user} is `ada`.
 */
export function ownVaultTest(options?: Options, prepare?: Prepare): VaultTest {
  return withSystem('test', options, prepare)
}

/** A `test` that provides these fixtures. */
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
