import { type AuthorizeResponse, type CreateSessionRequest, HEADER, type PageSession } from '@alter/protocol'
import type { ProviderConfig } from '@alter/vault'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, json, startSystem, type System } from './system.ts'

/** What a user does with a provider that lives at a plain server, whose answers a test writes. */
export interface PlainFlow {
  server: PlainServer
  system: System
  backend: Backend
  /** Asks for an authorization; answers where the browser was sent. */
  authorize(options?: FlowOptions): Promise<Asked>
  /** A flow whose answer the test writes; by default one with a code. */
  connect(answer?: string, options?: FlowOptions): Promise<PageSession>
  /** A call to a path of the server, or to a URL. */
  use(target?: string): Promise<Response>
}

export interface FlowOptions {
  /** Whether the user surely came from the app. */
  welcomed?: boolean
  /** What else the app says of the session. */
  request?: CreateSessionRequest
  fields?: Record<string, string>
}

export interface Asked {
  url: URL
  parameters: URLSearchParams
  /** Brings the provider's answer back, given without its `state`. */
  answer(query: string): Promise<PageSession>
}

/** What the token endpoint answers, if a test says nothing else. */
export function tokens(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    access_token: 'one',
    token_type: 'bearer',
    refresh_token: 'refresh-one',
    ...more,
  }
}

/** What {@link PlainServer} answers, if a test says nothing else. */
export const PLAIN_ANSWERS: PlainServer['answers'] = {
  '/token': () => ({ body: tokens() }),
  '/account': () => ({ body: { id: 7, username: 'ada', email: 'ada@plain.example' } }),
  '/api': () => ({ body: { ok: true } }),
}

/**
 * The configuration of a provider that lives at a plain server.
 * @param config what is said of it beside the usual
 * @param endpoints `named` are those of the server, `discovered` are left to its discovery document
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
 * Flows of one user with the provider `id` of a vault that runs already.
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

/** The same with a server and a system of its own, for a test that looks at all that a vault keeps or closes it. */
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
