import type { PageSession, SessionResult } from '@alter/protocol'
import { authorizeRequest, delegateRequest, pageSessionRequest, startRequest } from '@alter/protocol/schema'
import { http, type HttpHandler } from 'msw'
import { answer, MockProblem } from '../problem.ts'
import type { SessionProof } from '../vault/access.ts'
import type { MockVault } from '../vault/vault.ts'
import type { Endpoint } from '../world/endpoint.ts'
import { isJson, readPageBody } from './body.ts'
import { issueName } from './browsers.ts'
import { underConditions } from './fault.ts'
import { anywhere, type Routes } from './routes.ts'

/** The longest wait that a poll may ask for. Seconds. */
const LONGEST_WAIT = 25

type Step = Extract<Endpoint, `session/${string}`>

/** The vault's endpoints for the Connect page and for the widget. */
export function pageHandlers(vault: MockVault, { page, browsers, onLeaving }: Routes): HttpHandler[] {
  function on(step: Step, run: (request: Request) => unknown): HttpHandler {
    return http.post(`${anywhere(page)}/${step}`, ({ request }) =>
      underConditions(vault, step, () => answer(() => run(request))),
    )
  }

  function proofOf(request: Request, id: string | undefined): SessionProof {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    const browser = browsers.nameOf(request, bearer === undefined ? id : sessionIdOf(bearer))
    if (bearer !== undefined) return { token: bearer, browser }
    const origin = request.headers.get('origin')
    // A cookie alone does not tell which page sent it.
    if (origin !== null && origin !== new URL(request.url).origin)
      throw new MockProblem('origin_not_allowed', `${origin} may not call this: only the Connect page may.`)
    return { id, browser }
  }

  /** Lets pages read the answer: those of the session's origin, or any page if the answer is about no session. */
  async function toWidget(
    readProof: () => Promise<SessionProof>,
    run: (proof: SessionProof) => Promise<SessionResult> | SessionResult | PageSession,
  ): Promise<Response> {
    const headers: [string, string][] = [['access-control-allow-origin', '*']]
    const response = await answer(async () => {
      const proof = await readProof()
      headers.push(['access-control-allow-origin', vault.allowedOrigin(proof)], ['vary', 'Origin'])
      return run(proof)
    })
    for (const [name, value] of headers) response.headers.set(name, value)
    return response
  }

  return [
    on('session/start', async (request) => {
      const { session_id, landing } = await readPageBody(startRequest, request, {})
      const proof = proofOf(request, session_id)
      if (proof.browser !== undefined) return vault.start(proof, landing)
      const { name, header } = issueName(
        'token' in proof ? (sessionIdOf(proof.token) ?? '') : (proof.id ?? ''),
      )
      const started = vault.start({ ...proof, browser: name }, landing)
      return answer(() =>
        Response.json(started, { headers: [header, ['cache-control', 'private, no-store']] }),
      )
    }),
    on('session/authorize', async (request) => {
      const { session_id, provider, fields, tightening } = await readPageBody(authorizeRequest, request)
      const proof = proofOf(request, session_id)
      onLeaving?.()
      return vault.authorize(proof, provider, fields, tightening)
    }),
    on('session/delegate', async (request) => {
      const { session_id, grant_id, tightening } = await readPageBody(delegateRequest, request)
      return vault.delegate(proofOf(request, session_id), grant_id, tightening)
    }),
    on('session/complete', async (request) => {
      const { session_id } = await readPageBody(pageSessionRequest, request)
      return vault.complete(proofOf(request, session_id))
    }),
    on('session/cancel', (request) =>
      isJson(request)
        ? toWidget(
            async () => proofOf(request, (await readPageBody(pageSessionRequest, request)).session_id),
            (proof) => vault.cancel(proof),
          )
        : toWidget(
            async () => ({ token: (await request.text()).trim() }),
            (proof) => vault.cancel(proof),
          ),
    ),
    on('session/result', (request) =>
      toWidget(
        async () => ({ token: (await request.text()).trim() }),
        (proof) => {
          const asked = Number(new URL(request.url).searchParams.get('wait') ?? 0)
          const wait = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), LONGEST_WAIT) : 0
          return vault.result(proof, wait * 1000)
        },
      ),
    ),
  ]
}

/** The public part of a session token. */
function sessionIdOf(token: string): string | undefined {
  return /^alter_cs_([0-9a-f]{32})_/.exec(token)?.[1]
}
