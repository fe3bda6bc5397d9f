import { type AuthorizeResponse, type CreateSessionRequest, HEADER, type PageSession } from '@alter/protocol'
import type { ProviderConfig } from '@alter/vault'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, json, startSystem, type System } from './system.ts'

/** A user's flow with a provider at a plain server, whose answers the test writes. */
export interface PlainFlow {
  server: PlainServer
  system: System
  backend: Backend
  /** Begins an authorization. Resolves with the address to which the browser is sent. */
  authorize(options?: FlowOptions): Promise<Asked>
  /** A flow with the given answer of the provider. Default: an answer with a code. */
  connect(answer?: string, options?: FlowOptions): Promise<PageSession>
  /** Calls a path of the server, or a URL. */
  use(target?: string): Promise<Response>
}

export interface FlowOptions {
  /** Whether it is certain that the user came from the app. */
  welcomed?: boolean
  /** Further properties of the session. */
  request?: CreateSessionRequest
  fields?: Record<string, string>
}

export interface Asked {
  url: URL
  parameters: URLSearchParams
  /** Returns to the vault with the provider's answer, given without `state`. */
  answer(query: string): Promise<PageSession>
}

/** The token endpoint's answer, unless a test sets another. */
export function tokens(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    access_token: 'one',
    token_type: 'bearer',
    refresh_token: 'refresh-one',
    ...more,
  }
}

/** Answers of {@link PlainServer}, unless a test sets others. */
export const PLAIN_ANSWERS: PlainServer['answers'] = {
  '/token': () => ({ body: tokens() }),
  '/account': () => ({ body: { id: 7, username: 'ada', email: 'ada@plain.example' } }),
  '/api': () => ({ body: { ok: true } }),
}

/**
 * The configuration of a provider at a plain server.
 * @param config further settings
 * @param endpoints `named`: those of the server; `discovered`: from its discovery document
 */
export function plainProvider(
  server: PlainServer,
  config: ProviderConfig = {},
  endpoints: 'named' | 'discovered' = 'named',
): ProviderConfig {
  return {
    client_id: 'me',
    client_secret: 'the-client-secret',
    scopes: ['read', 'write'],
    ...(endpoints === 'named' && {
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      userinfo_endpoint: `${server.origin}/account`,
    }),
    api_hosts: [server.host],
    ...config,
  }
}

/**
 * Flows of one user with the provider `id` of a running vault.
 * @example
 * const test = vaultTest(({ plainServer }) => ({
 *   app: { providers: { plain: plainProvider(plainServer) } },
 *   vault: { allow_private_network: true },
 * })).extend('flow', ({ backend, plain }) => flowAt(backend, plain))
 */
export function flowAt(backend: Backend, server: PlainServer, id = 'plain'): PlainFlow {
  const { system } = backend
  async function authorize({ welcomed, request, fields }: FlowOptions = {}): Promise<Asked> {
    const { session_id, session_token } = await backend.mint({ allowed_providers: [id], ...request })
    const browser = new Browser(system)
    await browser.start(session_token)
    const step = { session_id, provider: id, ...(welcomed && { welcomed }), ...(fields && { fields }) }
    const { authorization_url } = await json<AuthorizeResponse>(await browser.page('authorize', step))
    const url = new URL(authorization_url)
    const state = encodeURIComponent(url.searchParams.get('state') ?? '')
    return {
      url,
      parameters: url.searchParams,
      async answer(query) {
        await browser.send(`/sdk/oauth/callback/${id}?state=${state}&${query}`)
        return browser.outcome(session_id)
      },
    }
  }

  return {
    server,
    system,
    backend,
    authorize,
    connect: async (answer = 'code=the-code', options = {}) => (await authorize(options)).answer(answer),
    use: (target = '/api') => backend.call(new URL(target, server.origin).href, { [HEADER.provider]: id }),
  }
}

/** Such flows with their own server and system, for a test that looks at all data or closes the vault. */
export async function startPlainFlow(
  id = 'plain',
  configure: (server: PlainServer) => ProviderConfig = () => ({}),
  endpoints: 'named' | 'discovered' = 'named',
): Promise<PlainFlow & { close(): Promise<void> }> {
  const server = await startPlainServer()
  server.answers = { ...PLAIN_ANSWERS }
  const system = await startSystem({
    app: { providers: { [id]: plainProvider(server, configure(server), endpoints) } },
    vault: { allow_private_network: true },
  })
  return {
    ...flowAt(new Backend(system), server, id),
    async close() {
      await system.close()
      await server.close()
    },
  }
}
