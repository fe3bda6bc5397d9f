import { HEADER, type Approval } from '@alter/protocol'
import {
  App,
  ApprovalDeniedError,
  ApprovalExecutionFailedError,
  ApprovalExpiredError,
  ApprovalRequiredError,
  ApprovalTimeoutError,
  isAlterError,
  problemResponse,
  ProviderApiError,
} from '@alter/sdk'
import { expect, test } from 'vitest'
import { API_KEY, rejection, startFakeVault } from './fake-vault.ts'

const EVENTS = 'https://www.googleapis.com/calendar/v3/calendars/primary/events'
const ASKED = {
  code: 'approval_required',
  detail: 'Nothing was sent yet: the user must say yes first.',
  approval_id: 'ap-1',
  approval_url: 'https://vault.test/wallet/approvals/ap-1',
  expires_at: '2030-01-01T00:00:00.000Z',
}

function document(status: number, members: object): () => Response {
  return () =>
    new Response(JSON.stringify({ type: 'about:blank', title: 'x', status, detail: 'why', ...members }), {
      status,
      headers: { 'content-type': 'application/problem+json' },
    })
}

const waits = document(202, ASKED)

function answers(status = 200): () => Response {
  return () => new Response('{"id":1}', { status, headers: { [HEADER.upstream]: '1' } })
}

function appAt(baseUrl: string): App {
  return new App({ apiKey: API_KEY, baseUrl, userTokenGetter: () => 'jwt' })
}

const CALL = { provider: 'google', json: { summary: 'Lunch' }, reason: 'Adds the lunch' } as const

test('a call that needs a yes throws what its caller needs to ask the user', async () => {
  const vault = await startFakeVault(waits)
  const error = await appAt(vault.url)
    .request('POST', EVENTS, CALL)
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApprovalRequiredError)
  expect(isAlterError(error, 'approval_required')).toBe(true)
  expect(error).toMatchObject({
    approvalId: 'ap-1',
    approvalUrl: ASKED.approval_url,
    expiresAt: ASKED.expires_at,
    status: 202,
  })
  expect(vault.asked).toHaveLength(1)
})

test('with approval: wait it goes on waiting until there is an answer, as the same user', async () => {
  const vault = await startFakeVault(waits, waits, waits, answers(201))
  const response = await appAt(vault.url).request('POST', EVENTS, { ...CALL, approval: 'wait' })
  expect([response.status, await response.json()]).toEqual([201, { id: 1 }])
  expect(vault.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /sdk/proxy',
    'GET /sdk/approvals/ap-1/result',
    'GET /sdk/approvals/ap-1/result',
    'GET /sdk/approvals/ap-1/result',
  ])
  expect(vault.asked.map(({ headers }) => headers.get(HEADER.userToken))).toEqual(Array(4).fill('jwt'))
  expect(vault.asked[1]?.query).toEqual({ wait: '25' })
})

test('the provider’s refusal of an approved call throws as that of any other', async () => {
  const vault = await startFakeVault(waits, answers(403))
  const app = appAt(vault.url)
  await expect(app.request('POST', EVENTS, { ...CALL, approval: 'wait' })).rejects.toBeInstanceOf(
    ProviderApiError,
  )
  await expect(app.awaitApproval('ap-1')).rejects.toBeInstanceOf(ProviderApiError)
  expect((await app.awaitApproval('ap-1', { throwOnError: false })).status).toBe(403)
})

test.each([
  [
    403,
    { code: 'approval_denied', denial_reason: 'Not at noon' },
    ApprovalDeniedError,
    { denialReason: 'Not at noon' },
  ],
  [
    410,
    { code: 'approval_expired', failure: 'grant_revoked' },
    ApprovalExpiredError,
    { failure: 'grant_revoked' },
  ],
  [
    502,
    { code: 'approval_failed', failure: 'outcome_unknown' },
    ApprovalExecutionFailedError,
    { failure: 'outcome_unknown' },
  ],
  [410, { code: 'approval_answer_gone' }, ApprovalExecutionFailedError, { code: 'approval_answer_gone' }],
])('an end without an answer: %s %j', async (status, members, kind, facts) => {
  const vault = await startFakeVault(document(status, { approval_id: 'ap-1', ...members }))
  const error = await appAt(vault.url)
    .awaitApproval('ap-1')
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(kind)
  expect(error).toMatchObject({ approvalId: 'ap-1', ...facts })
  expect(vault.asked).toHaveLength(1)
})

test('waiting ends with its timeout, and the approval stands', async () => {
  const vault = await startFakeVault(waits)
  const error = await appAt(vault.url)
    .awaitApproval('ap-1', { timeout: 50 })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApprovalTimeoutError)
  expect(error).toMatchObject({ code: 'approval_timeout', approvalId: 'ap-1' })
})

test('waiting ends with its signal', async () => {
  const stop = new AbortController()
  const vault = await startFakeVault(() => {
    stop.abort(new Error('enough'))
    return waits()
  })
  await expect(appAt(vault.url).awaitApproval('ap-1', { signal: stop.signal })).rejects.toThrow('enough')
})

test('a vault that goes away for a moment is asked again', async () => {
  const vault = await startFakeVault(document(503, { code: 'unavailable' }), answers())
  expect((await appAt(vault.url).awaitApproval('ap-1')).status).toBe(200)
})

test.each([0, -1, Number.NaN])('a timeout of %s is refused before anything is asked', async (timeout) => {
  const vault = await startFakeVault(waits)
  await expect(appAt(vault.url).awaitApproval('ap-1', { timeout })).rejects.toThrow('timeout is not')
  expect(vault.asked).toEqual([])
})

test('how an approval stands', async () => {
  const wire: Approval = {
    approval_id: 'ap-1',
    status: 'executed',
    approver: 'operator',
    grant_id: 'g-1',
    provider: 'google',
    method: 'POST',
    host: 'www.googleapis.com',
    path: '/calendar',
    reason: 'Adds the lunch',
    created_at: '2030-01-01T00:00:00.000Z',
    expires_at: '2030-01-01T01:00:00.000Z',
    decided_at: '2030-01-01T00:10:00.000Z',
    response_status: 201,
    result_expires_at: '2030-01-01T00:20:00.000Z',
  }
  const vault = await startFakeVault(() => Response.json(wire))
  expect(await appAt(vault.url).getApprovalStatus('ap-1')).toEqual({
    approvalId: 'ap-1',
    status: 'executed',
    approver: 'operator',
    grantId: 'g-1',
    provider: 'google',
    method: 'POST',
    host: 'www.googleapis.com',
    path: '/calendar',
    reason: 'Adds the lunch',
    createdAt: wire.created_at,
    expiresAt: wire.expires_at,
    decidedAt: wire.decided_at,
    responseStatus: 201,
    resultExpiresAt: wire.result_expires_at,
  })
  expect(vault.asked[0]?.path).toBe('/sdk/approvals/ap-1')
})

test('the browser learns where to go, and nothing that it could take for success', async () => {
  const vault = await startFakeVault(waits)
  const error = await appAt(vault.url)
    .request('POST', EVENTS, CALL)
    .catch((thrown: unknown) => thrown)
  const response = problemResponse(error, { onError: () => undefined })
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject(ASKED)
})

test.each([{ approval_id: null }, { expires_at: '' }, { approval_id: 7 }])(
  'an approval that is not named in full is none: %j',
  async (members) => {
    const vault = await startFakeVault(document(202, { ...ASKED, ...members }))
    for (const approval of [undefined, 'wait'] as const) {
      const error = await rejection(appAt(vault.url).request('POST', EVENTS, { ...CALL, approval }))
      expect(isAlterError(error, 'approval_required')).toBe(false)
      expect(error).toMatchObject({ code: 'network_error', status: 202 })
    }
  },
)
