import { HEADER } from '@alter/protocol'
import { cacheEntries, METRICS_TOKEN } from './cache-entries.ts'
import { listen, type LocalServer } from './server.ts'
import { Backend, Browser, startSystem, type System, type SystemOptions } from './system.ts'
import { usedHeap } from './used-heap.ts'

/** A vault that is used in many rounds, and the memory that it holds. */
export interface Soak {
  system: System
  /** One of the users connects an account, uses it, is refused and fails. */
  round(): Promise<void>
  /** Bytes of live objects. */
  heap(): Promise<number>
  /** Sizes of the vault's caches, by name. */
  caches(): Promise<Record<string, number>>
  close(): Promise<void>
}

/** All users connect the same few accounts, so that the database stays small. */
export async function startSoak(users: number, options: SystemOptions = {}): Promise<Soak> {
  const upstream = await startUpstream()
  const origin = `http://127.0.0.1:${upstream.port}`
  const system = await startSystem({
    ...options,
    // A call's timer keeps some of its memory until then, and as a test's usual minute it would look like a leak.
    vault: {
      allow_private_network: true,
      log: 'silent',
      metrics_token: METRICS_TOKEN,
      provider_timeout: 10,
    },
    app: {
      providers: {
        hub: {
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          userinfo_endpoint: `${origin}/userinfo`,
          // An endpoint like GitHub's, which is filled in for each authorization.
          revocation_endpoint: `${origin}/applications/{client_id}/token`,
          client_id: 'soak',
          client_secret: 'a-secret-of-the-soak',
          api_hosts: [new URL(origin).host],
        },
      },
    },
  })
  const people: Person[] = []
  for (let index = 0; index < users; index += 1) {
    const user = new Backend(system, `user-${index}`)
    people.push({ user, token: await user.userToken() })
  }
  let rounds = 0
  return {
    system,
    async round() {
      const person = people[(rounds += 1) % users]
      if (!person) throw new Error('there are no users')
      await connectHub(system, person)
      await useHub(person, `${origin}/json`, 200)
      await useHub(person, `${origin}/broken`, 500)
      await useHub(person, 'https://evil.example/', 403)
      const stranger = { ...person, token: `${person.token}x` }
      await useHub(stranger, `${origin}/json`, 401)
      // Memory of the test itself.
      system.secrets.clear()
    },
    heap: usedHeap,
    caches: () => cacheEntries(system),
    async close() {
      await system.close()
      await upstream.close()
    },
  }
}

interface Person {
  user: Backend
  token: string
}

async function connectHub(system: System, { user, token }: Person): Promise<void> {
  const browser = new Browser(system)
  const minted = await user.mint({ allowed_providers: ['hub'], user_token: token })
  await browser.start(minted.session_token)
  const state = new URL(await browser.authorize(minted.session_id, 'hub')).searchParams.get('state')
  const landed = await browser.send(`/sdk/oauth/callback/hub?code=a-code&state=${state}`)
  if (landed.status !== 303) throw new Error(`the callback answered ${landed.status}`)
}

async function useHub({ user, token }: Person, url: string, expected: number): Promise<void> {
  const answer = await user.call(url, { [HEADER.provider]: 'hub', [HEADER.userToken]: token })
  const text = await answer.text()
  if (answer.status !== expected) throw new Error(`${url} answered ${answer.status}: ${text}`)
}

/** An OAuth server with one account, and its API. */
function startUpstream(): Promise<LocalServer> {
  return listen((request, response) => {
    const body: Record<string, unknown> =
      request.url === '/token'
        ? { access_token: 'a-token', refresh_token: 'a-refresh', token_type: 'Bearer', expires_in: 3600 }
        : { id: 'an-account', email: 'one@soak.example' }
    response.writeHead(request.url === '/broken' ? 500 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
}
