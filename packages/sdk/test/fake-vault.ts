import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import {
  HEADER,
  PROBLEM_STATUS,
  type CreateSessionResponse,
  type Grant,
  type Problem,
  type ProblemCode,
} from '@alter/protocol'
import { onTestFinished } from 'vitest'
import { listen } from './listen.ts'

export const API_KEY = 'alter_key_app_5f1c2ab94d0e7788'

/** A session as the vault creates it. */
export const MINTED: CreateSessionResponse = {
  session_token: 'alter_cs_1_x',
  connect_url: 'http://v.test/',
  expires_in: 600,
  session_id: '1',
}

/** A request to the vault. */
export interface Asked {
  method: string
  path: string
  query: Record<string, string>
  headers: Headers
  body: string
}

export interface FakeVault {
  url: string
  asked: Asked[]
}

/**
 * Speaks the vault's protocol on a real port with the test's answers. Each request gets the next answer; the last one
 * repeats.
 */
export async function startFakeVault(
  ...answers: ((asked: Asked, request: Request) => Response | Promise<Response>)[]
): Promise<FakeVault> {
  const asked: Asked[] = []
  async function answerNext(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const one: Asked = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: await request.text(),
    }
    asked.push(one)
    const answer = answers[Math.min(asked.length, answers.length) - 1]
    return answer === undefined ? problem('not_found') : answer(one, request)
  }
  const listener = getRequestListener(answerNext, { overrideGlobalObjects: false })
  const server = createServer(listener)
  const port = await listen(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${port}`, asked }
}

export function json(body: object, status = 200): Response {
  return Response.json(body, { status })
}

/** An answer of the provider, as the vault's proxy passes it on. */
export function upstream(body: ConstructorParameters<typeof Response>[0], init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set(HEADER.upstream, '1')
  return new Response(body, { ...init, headers })
}

export function problem(
  code: ProblemCode,
  details: Partial<Problem> = {},
  headers: Record<string, string> = {},
): Response {
  const status = PROBLEM_STATUS[code]
  const body: Problem = {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: `About ${code}.`,
    ...details,
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', [HEADER.requestId]: 'req_7', ...headers },
  })
}

export function grant(id: string, account = `${id}@example.com`): Grant {
  return {
    grant_id: id,
    provider: 'google',
    provider_name: 'Google',
    logo_url: 'http://vault.test/sdk/providers/google/logo.svg',
    account_identifier: account,
    scopes: ['openid'],
    missing_scopes: [],
    status: 'active',
    is_default: false,
    created_at: '2026-11-22T10:00:00Z',
    last_used_at: null,
  }
}

/** The error with which the promise rejects. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('resolved, though it should have been rejected')
    },
    (error: unknown) => error,
  )
}
