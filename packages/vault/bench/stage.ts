import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { HEADER } from '@alter/protocol'
import { openAgents } from '../test/agents.ts'
import { openDelegations } from '../test/delegations.ts'
import { Backend, Browser, startSystem, type System } from '../test/system.ts'
import { startProcess, type VaultProcess } from '../test/processes.ts'
import type { Target } from './load.ts'

/** Starts a program of this folder in a process of its own. */
export async function startProgram(
  name: string,
  ...args: string[]
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = / on (http:\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    child.stdout.resume()
    return {
      url,
      pid: child.pid ?? 0,
      async stop() {
        child.kill()
        await exited
      },
    }
  }
  throw new Error(`${name} never said where it listens`)
}

/** Vaults on one database, and users who have each connected an account at the upstream. */
export interface Stage {
  vaults: VaultProcess[]
  system: System
  backend: Backend
  /**
   * Requests to the upstream through one of the vaults, for its users in turns. Default: the app asks, with the user's
   * token. An agent asks with the token too, or with nothing but the id of the grant.
   */
  use(vault: number, path: string, by?: Actor): Target
  /**
   * Runs a whole flow through the first vault, from mint to grant. The provider's pages take no time. Default: the flow
   * of the first user.
   */
  connect(user?: string): Promise<void>
  stop(): Promise<void>
}

/** Who uses a grant. */
export type Actor = 'app' | 'agent' | 'agent alone'

/** Users who use their grants in turns. */
const USERS = 32

/** The token that the vaults' `/metrics` asks for. */
export const METRICS_TOKEN = 'a-token-for-the-bench'

/**
 * @param postgres URL of a cluster, or `null` for SQLite
 * @param isWatched whether the vaults have `/metrics`
 */
export async function openStage(
  upstream: string,
  postgres: string | null,
  processes: number,
  isWatched = false,
): Promise<Stage> {
  const { host } = new URL(upstream)
  const bench = {
    authorization_endpoint: `${upstream}/authorize`,
    token_endpoint: `${upstream}/token`,
    userinfo_endpoint: `${upstream}/userinfo`,
    client_id: 'bench',
    client_secret: 'a-secret-of-the-bench',
    api_hosts: [host],
  }
  const system = await startSystem({
    postgres,
    vault: {
      allow_private_network: true,
      log: 'silent',
      ...(isWatched && { metrics_token: METRICS_TOKEN }),
    },
  })
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  app.providers = { bench }
  const vaults: VaultProcess[] = []
  for (let count = 0; count < processes; count += 1)
    vaults.push(await startProcess(system.folder, system.config))
  const first = vaults[0]?.url
  if (!first) throw new Error('no vault')
  function fetchFirst(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    return fetch(new Request(first + pathname + search, request), { redirect: 'manual' })
  }
  const remote: System = { ...system, vault: { ...system.vault, fetch: fetchFirst } }
  const backend = new Backend(remote, 'user-0')
  function connect(user = backend): Promise<void> {
    return connectBench(remote, user)
  }
  const callers: Record<Actor, Record<string, string>[]> = { app: [], agent: [], 'agent alone': [] }
  await using agents = await openAgents(system)
  await using delegations = await openDelegations(system)
  const { agent, secret } = await agents.make()
  for (let index = 0; index < USERS; index += 1) {
    const user = new Backend(remote, `user-${index}`)
    await connect(user)
    const [grant] = await user.grants()
    if (!grant) throw new Error('nothing was connected')
    await delegations.give(grant.grant_id, agent.id)
    const ofUser = {
      [HEADER.userToken]: await user.userToken(),
      [HEADER.provider]: 'bench',
      [HEADER.account]: grant.grant_id,
    }
    callers.app.push({ ...ofUser, [HEADER.apiKey]: system.apiKey })
    callers.agent.push({ ...ofUser, [HEADER.apiKey]: secret })
    callers['agent alone'].push({ [HEADER.apiKey]: secret, [HEADER.grant]: grant.grant_id })
  }
  return {
    vaults,
    system,
    backend,
    connect: (user) => connect(user === undefined ? backend : new Backend(remote, user)),
    use: (vault, path, by = 'app') => ({
      url: vaults[vault]?.url ?? first,
      path: '/sdk/proxy',
      callers: callers[by].map((caller) => ({ ...caller, [HEADER.url]: upstream + path })),
    }),
    async stop() {
      await Promise.all(vaults.map((vault) => vault.stop()))
      await system.close()
    },
  }
}

async function connectBench(remote: System, user: Backend): Promise<void> {
  const browser = new Browser(remote)
  const minted = await user.mint({ allowed_providers: ['bench'] })
  await browser.start(minted.session_token)
  const state = new URL(await browser.authorize(minted.session_id, 'bench')).searchParams.get('state')
  const landed = await browser.send(`/sdk/oauth/callback/bench?code=a-code&state=${state}`)
  if (landed.status !== 303) throw new Error(`the callback answered ${landed.status}`)
}
