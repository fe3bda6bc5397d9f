import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Approval, HEADER, type PolicyRule, type Problem } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openAgents, type TestAgent, type TestAgents } from './agents.ts'
import { openDelegations, type TestDelegations } from './delegations.ts'
import { type Desk, openDesk } from './desk.ts'
import { runCommand } from './commands.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { listen, type LocalServer } from './server.ts'
import { Backend, connectGoogle, json, startSystem, type System, VAULT } from './system.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const ASK_USER: PolicyRule = { type: 'require_approval', approver: 'user' }
const ASK_OPERATOR: PolicyRule = { type: 'require_approval', approver: 'operator', name: 'four eyes' }

let api: LocalServer
let received: string[]
let receiver: Receiver
let system: System
let desk: Desk
let agents: TestAgents
let delegations: TestDelegations
let backend: Backend
let scout: TestAgent
let grant: string

beforeEach(async () => {
  received = []
  api = await listen(async (request, response) => {
    received.push(`${request.method} ${request.url} ${await text(request)}`)
    response.writeHead(201).end('{"id":1}')
  })
  receiver = await startReceiver()
  system = await startSystem({
    app: { webhook: receiver.webhook },
    google: { api_hosts: [`localhost:${api.port}`] },
    vault: { allow_private_network: true },
  })
  desk = await openDesk(system.config)
  agents = await openAgents(system)
  delegations = await openDelegations(system)
  backend = new Backend(system)
  scout = await agents.make({ name: 'scout', displayName: 'Scout', rules: [] })
  grant = (await connectGoogle(backend)).grant_id
})
afterEach(async () => {
  await delegations[Symbol.asyncDispose]()
  await agents[Symbol.asyncDispose]()
  await desk.close()
  await system.close()
  await receiver.close()
  await api.close()
})

function post(by: Backend, body = '{"summary":"Lunch"}'): Promise<Response> {
  return by.call(
    `http://localhost:${api.port}/events?notify=all`,
    {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      [HEADER.reason]: 'Adds%20the%20lunch',
    },
    { method: 'POST', body },
  )
}

async function required(by = scout.backend): Promise<string> {
  const { approval_id: id } = await json<Problem>(await post(by), 202)
  return id ?? ''
}

async function user() {
  const rows = await system.database<{ id: string }>("select id from users where subject = 'ada'")
  return { kind: 'user', users: rows.map(({ id }) => id) } as const
}

async function nextOf(type: string) {
  for (;;) {
    const event: { type: string; data: object } = await receiver.nextEvent()
    if (event.type === type) return event
  }
}

test('an agent asks for its user, whose yes names it; only this agent reads the answer', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const other = await agents.make({ name: 'other' })
  await delegations.give(grant, other.agent.id)
  const id = await required()
  expect(await desk.approvals.describeForApprover(id, await user())).toMatchObject({
    agent: { agent_id: scout.agent.id, agent_name: 'Scout' },
    body: { kind: 'json', text: '{"summary":"Lunch"}' },
  })
  expect(await desk.approvals.decide(id, await user(), { answer: 'yes' })).toMatchObject({
    status: 'executed',
  })
  expect(received).toEqual(['POST /events?notify=all {"summary":"Lunch"}'])
  const result = `/sdk/approvals/${id}/result`
  expect((await scout.backend.ask(result)).status).toBe(201)
  for (const stranger of [other.backend, backend]) expect((await stranger.ask(result)).status).toBe(404)
  // What the rule does not stand over is not asked for.
  expect((await post(other.backend)).status).toBe(201)
})

test.each([
  ['its delegation has ended', () => delegations.end(grant, scout.agent.id), 'no_delegated_grant'],
  ['it was given anew', () => delegations.give(grant, scout.agent.id), 'no_delegated_grant'],
  ['the agent is paused', () => scout.pause(), 'agent_inactive'],
  ['the agent is deleted', () => scout.revoke(), /agent_inactive|session_ended/],
])('nothing is sent for an agent once %s', async (_, change, code) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  await change()
  await expect(desk.approvals.decide(id, await user(), { answer: 'yes' })).rejects.toMatchObject({
    code: typeof code === 'string' ? code : expect.stringMatching(code),
  })
  expect(received).toEqual([])
  const [row] = await system.database('select status from approvals where id = ?', id)
  expect(row).toEqual({ status: 'expired' })
})

test('nothing is sent once the key that asked is revoked; who decides learns it, and is not sent to sign in', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  const [key] = await agents.keys.list('demo', scout.agent.id)
  if (!key) throw new Error('no key')
  await agents.keys.revoke(key)
  await expect(desk.approvals.decide(id, await user(), { answer: 'yes' })).rejects.toMatchObject({
    code: 'session_ended',
  })
  expect(received).toEqual([])
})

test('a rule that came meanwhile asks the operator too: the user’s yes alone sends nothing', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  await agents.store.update(agents.app, scout.agent.id, { rules: [ASK_OPERATOR] })
  expect(await desk.approvals.decide(id, await user(), { answer: 'yes' })).toMatchObject({
    status: 'failed',
    failure: 'policy_violation',
  })
  expect(received).toEqual([])
})

test('a rule of the agent that comes while the token is refreshed for an approved call holds for it', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  const issuer = await listen(async (_, response) => {
    await agents.store.update(agents.app, scout.agent.id, {
      rules: [{ type: 'methods_and_paths', allow: [{ methods: ['GET'] }] }],
    })
    const tokens = { access_token: 'fresh', refresh_token: 'fresh', token_type: 'Bearer', expires_in: 60 }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tokens))
  })
  const google = system.config.apps[0]?.providers['google']
  if (!google) throw new Error('no google')
  google.token_endpoint = `http://localhost:${issuer.port}/token`
  const later = await openDesk(system.config, () => Date.now() + 61_000)
  try {
    expect(await later.approvals.decide(id, await user(), { answer: 'yes' })).toMatchObject({
      status: 'failed',
      failure: 'policy_violation',
    })
    expect(received).toEqual([])
  } finally {
    await later.close()
    await issuer.close()
  }
})

test('an agent has at most 100 calls waiting, whoever its users are', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_OPERATOR] })
  await required()
  // As if they were of others: an altered row counts like any.
  await system.database(
    `insert into approvals (id, app_id, user_id, grant_id, provider, agent_id, key_id, approver, approved_by, method,
      host, path, reason, status, created_at, expires_at, seal)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < 99)
     select 'id-' || i, 'demo', 'user-' || i, 'g', 'google', ?, 'k', 'operator', '[]', 'POST', 'h', '/', 'r', 'pending', 1,
      9999999999999, 'none' from n`,
    scout.agent.id,
  )
  expect((await post(scout.backend)).status).toBe(429)
})

test('the webhook hears that somebody is asked, and how they decided, never what is in it', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  const data = {
    approval_id: id,
    approver: 'user',
    approval_url: `${VAULT}/wallet/approvals/${id}`,
    grant_id: grant,
    user_id: 'ada',
    provider: 'google',
    agent_id: scout.agent.id,
    method: 'POST',
    host: `localhost:${api.port}`,
    path: '/events',
    reason: 'Adds the lunch',
    expires_at: expect.any(String),
  }
  const requested = await nextOf('approval.requested')
  expect(requested.data).toEqual({ ...data, status: 'pending' })
  await desk.approvals.decide(id, await user(), { answer: 'no', reason: 'Not now' })
  expect((await nextOf('approval.decided')).data).toEqual({ ...data, status: 'denied' })
})

test('the audit says who asked, who said yes and what was sent', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  await desk.approvals.decide(id, await user(), { answer: 'yes' })
  await vi.waitFor(async () =>
    expect(
      await system.database(
        "select action, outcome, detail, agent_id, status from audit where action in ('use', 'approve') order by at, action",
      ),
    ).toMatchObject([
      { action: 'use', outcome: 'denied', detail: 'approval_required', agent_id: scout.agent.id },
      { action: 'approve', outcome: 'ok', detail: `approval ${id}`, agent_id: scout.agent.id },
      { action: 'use', outcome: 'ok', agent_id: scout.agent.id, status: 201 },
    ]),
  )
})

async function run(...words: string[]): ReturnType<typeof runCommand> {
  await writeFile(join(system.folder, 'alter.yaml'), JSON.stringify(system.config))
  return runCommand(system.folder, ['approvals', ...words])
}

test('the operator sees what waits, reads it whole, and says yes or no', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_OPERATOR] })
  const [first, second] = [await required(), await required()]
  const listed = await run('list')
  expect(listed.stdout).toContain(first)
  expect(listed.stdout).toContain(`POST localhost:${api.port}/events`)
  const shown = await run('show', first)
  expect(shown.stdout).toContain(`Request   POST localhost:${api.port}/events?notify=all`)
  expect(shown.stdout).toContain('Reason    Adds the lunch')
  expect(shown.stdout).toContain('Rule      four eyes')
  expect(shown.stdout).toContain('{"summary":"Lunch"}')
  for (const secret of system.secrets) expect(shown.stdout).not.toContain(secret)
  expect((await run('approve', first)).stdout).toContain('Approved and sent: the provider answered 201.')
  expect(await run('approve', first)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('This was approved before'),
  })
  expect((await run('deny', second, '--reason', 'Ask me on Monday')).stdout).toContain('Denied.')
  expect(received).toHaveLength(1)
  const denied = await json<Approval>(await scout.backend.ask(`/sdk/approvals/${second}`))
  expect(denied).toMatchObject({ status: 'denied', denial_reason: 'Ask me on Monday' })
  expect((await run('list')).stdout).toContain('Nothing waits for the operator.')
  expect((await run('list', '--all', '--json')).stdout.trim().split('\n')).toHaveLength(2)
})

test('what waits, and what was answered, is sealed again with a newer data key', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const [answered, waiting] = [await required(), await required()]
  await desk.approvals.decide(answered, await user(), { answer: 'yes' })
  await writeFile(join(system.folder, 'alter.yaml'), JSON.stringify(system.config))
  expect((await runCommand(system.folder, ['keys', 'rotate', '--data'])).code).toBe(0)
  expect(await system.database('select id from data_keys')).toHaveLength(1)
  expect((await scout.backend.ask(`/sdk/approvals/${answered}/result`)).status).toBe(201)
  expect(await desk.approvals.decide(waiting, await user(), { answer: 'yes' })).toMatchObject({
    status: 'executed',
  })
  expect(received).toHaveLength(2)
})

test('the operator does not say yes for a user', async () => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  expect(await run('approve', id)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('This is for the user to decide'),
  })
  expect((await run('list')).stdout).toContain('Nothing waits for the operator.')
  expect(received).toEqual([])
})

test.each([
  [['approve'], 'takes the id of one approval'],
  [['list', 'x'], 'takes no further word'],
  [['show', 'x', '--all'], 'approvals show takes no --all'],
  [['agree', 'x'], 'approvals takes list, show, approve, deny'],
])('%s is not understood', async (words, message) => {
  expect(await run(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('an approval that there is not', async () => {
  expect(await run('approve', 'none')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no approval none.'),
  })
})
