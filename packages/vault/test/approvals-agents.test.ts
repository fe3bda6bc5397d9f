import { type Approval, HEADER, type PolicyRule, type Problem } from '@alter/protocol'
import { expect, vi } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import type { TestAgent } from './agents.ts'
import type { TestDelegations } from './delegations.ts'
import { openDesk } from './desk.ts'
import { runCommand, writeConfig } from './commands.ts'
import { listen } from './server.ts'
import { type Backend, connectGoogle, json, VAULT } from './system.ts'

const ASK_USER: PolicyRule = { type: 'require_approval', approver: 'user' }
const ASK_OPERATOR: PolicyRule = { type: 'require_approval', approver: 'operator', name: 'four eyes' }

interface Stage {
  scout: TestAgent
  grant: string
  delegations: TestDelegations
}

/** An agent of which one user's grant is at hand, at an API that makes whatever it is sent. */
const test = ownVaultTest(({ apiServer, receiver }) => ({
  wallet: true,
  app: { webhook: receiver.webhook },
  google: { api_hosts: [apiServer.host] },
  vault: { allow_private_network: true },
}))
  .extend('api', ({ apiServer }) => {
    apiServer.answer = (request, response) => request.on('end', () => response.writeHead(201).end('{"id":1}'))
    return apiServer
  })
  .extend('received', ({ api }) => {
    return (): string[] => api.arrivals.map(({ request, body }) => `${request} ${body}`)
  })
  .extend('desk', async ({ system }, { onCleanup }) => {
    const desk = await openDesk(system.config)
    onCleanup(() => desk.close())
    return desk
  })
  .extend('scout', ({ agents }) => agents.make({ name: 'scout', displayName: 'Scout', rules: [] }))
  .extend('grant', async ({ backend }) => (await connectGoogle(backend)).grant_id)
  .extend('post', ({ api }) => {
    return (by: Backend, body = '{"summary":"Lunch"}'): Promise<Response> => {
      return by.call(
        `http://${api.host}/events?notify=all`,
        {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          [HEADER.reason]: 'Adds%20the%20lunch',
        },
        { method: 'POST', body },
      )
    }
  })
  .extend('required', ({ scout, post }) => {
    return async (by = scout.backend): Promise<string> => {
      const { approval_id: id } = await json<Problem>(await post(by), 202)
      return id ?? ''
    }
  })
  .extend('approver', ({ system }) => {
    return async () => {
      const rows = await system.database<{ id: string }>("select id from users where subject = 'ada'")
      return { kind: 'user', users: rows.map(({ id }) => id) } as const
    }
  })
  .extend('nextOf', ({ receiver }) => {
    return async (type: string) => {
      for (;;) {
        const event: { type: string; data: object } = await receiver.nextEvent()
        if (event.type === type) return event
      }
    }
  })
  .extend('run', ({ system }) => {
    return async (...words: string[]): ReturnType<typeof runCommand> => {
      await writeConfig(system.folder, system.config)
      return runCommand(system.folder, ['approvals', ...words])
    }
  })

test('16.5 an agent asks for its user, whose yes names it; only this agent reads the answer', async ({
  desk,
  agents,
  delegations,
  backend,
  scout,
  grant,
  received,
  post,
  required,
  approver,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const other = await agents.make({ name: 'other' })
  await delegations.give(grant, other.agent.id)
  const id = await required()
  expect(await desk.approvals.describeForApprover(id, await approver())).toMatchObject({
    agent: { agent_id: scout.agent.id, agent_name: 'Scout' },
    body: { kind: 'json', text: '{"summary":"Lunch"}' },
  })
  expect(await desk.approvals.decide(id, await approver(), { answer: 'yes' })).toMatchObject({
    status: 'executed',
  })
  expect(received()).toEqual(['POST /events?notify=all {"summary":"Lunch"}'])
  const result = `/sdk/approvals/${id}/result`
  expect((await scout.backend.ask(result)).status).toBe(201)
  for (const stranger of [other.backend, backend]) expect((await stranger.ask(result)).status).toBe(404)
  // What the rule does not stand over is not asked for.
  expect((await post(other.backend)).status).toBe(201)
})

test.for<[string, (stage: Stage) => Promise<unknown>, string | RegExp]>([
  [
    'its delegation has ended',
    ({ delegations, grant, scout }) => delegations.end(grant, scout.agent.id),
    'no_delegated_grant',
  ],
  [
    'it was given anew',
    ({ delegations, grant, scout }) => delegations.give(grant, scout.agent.id),
    'no_delegated_grant',
  ],
  ['the agent is paused', ({ scout }) => scout.pause(), 'agent_inactive'],
  ['the agent is deleted', ({ scout }) => scout.revoke(), /agent_inactive|session_ended/],
])(
  'nothing is sent for an agent once %s',
  async ([, change, code], { system, desk, delegations, scout, grant, received, required, approver }) => {
    await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
    const id = await required()
    await change({ delegations, grant, scout })
    await expect(desk.approvals.decide(id, await approver(), { answer: 'yes' })).rejects.toMatchObject({
      code: typeof code === 'string' ? code : expect.stringMatching(code),
    })
    expect(received()).toEqual([])
    const [row] = await system.database('select status from approvals where id = ?', id)
    expect(row).toEqual({ status: 'expired' })
  },
)

test('16.5 nothing is sent after the calling key was revoked; the decider learns it and need not sign in', async ({
  desk,
  agents,
  delegations,
  scout,
  grant,
  received,
  required,
  approver,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  const [key] = await agents.keys.list('demo', scout.agent.id)
  if (!key) throw new Error('no key')
  await agents.keys.revoke(key)
  await expect(desk.approvals.decide(id, await approver(), { answer: 'yes' })).rejects.toMatchObject({
    code: 'session_ended',
  })
  expect(received()).toEqual([])
})

test('16.5 a rule that came meanwhile asks the operator too: the user’s yes alone sends nothing', async ({
  desk,
  agents,
  delegations,
  scout,
  grant,
  received,
  required,
  approver,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  await agents.store.update(agents.app, scout.agent.id, { rules: [ASK_OPERATOR] })
  expect(await desk.approvals.decide(id, await approver(), { answer: 'yes' })).toMatchObject({
    status: 'failed',
    failure: 'policy_violation',
  })
  expect(received()).toEqual([])
})

test('16.5 a rule of the agent that comes while the token is refreshed for an approved call holds for it', async ({
  system,
  agents,
  delegations,
  scout,
  grant,
  received,
  required,
  approver,
}) => {
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
    expect(await later.approvals.decide(id, await approver(), { answer: 'yes' })).toMatchObject({
      status: 'failed',
      failure: 'policy_violation',
    })
    expect(received()).toEqual([])
  } finally {
    await later.close()
    await issuer.close()
  }
})

test('16.5 an agent can have at most 100 waiting calls over all its users', async ({
  system,
  delegations,
  scout,
  grant,
  post,
  required,
}) => {
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

test('16.5 the webhook receives the request and the decision, but never the content of the call', async ({
  api,
  desk,
  delegations,
  scout,
  grant,
  required,
  approver,
  nextOf,
}) => {
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
    host: api.host,
    path: '/events',
    reason: 'Adds the lunch',
    expires_at: expect.any(String),
  }
  const requested = await nextOf('approval.requested')
  expect(requested.data).toEqual({ ...data, status: 'pending' })
  await desk.approvals.decide(id, await approver(), { answer: 'no', reason: 'Not now' })
  expect((await nextOf('approval.decided')).data).toEqual({ ...data, status: 'denied' })
})

test('16.5 the audit says who asked, who said yes and what was sent', async ({
  system,
  desk,
  delegations,
  scout,
  grant,
  required,
  approver,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  await desk.approvals.decide(id, await approver(), { answer: 'yes' })
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

test('16.5 the operator sees what waits, reads it whole, and says yes or no', async ({
  system,
  api,
  delegations,
  scout,
  grant,
  received,
  required,
  run,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_OPERATOR] })
  const [first, second] = [await required(), await required()]
  const listed = await run('list')
  expect(listed.stdout).toContain(first)
  expect(listed.stdout).toContain(`POST ${api.host}/events`)
  const shown = await run('show', first)
  expect(shown.stdout).toContain(`Agent     ${scout.agent.displayName} (${scout.agent.id})`)
  expect(shown.stdout).toContain(`Request   POST ${api.host}/events?notify=all`)
  expect(shown.stdout).toContain('Reason    Adds the lunch')
  expect(shown.stdout).toContain('Rule      four eyes')
  expect(shown.stdout).toContain('{"summary":"Lunch"}')
  for (const secret of system.secrets) expect(shown.stdout).not.toContain(secret)
  expect((await run('approve', first)).stdout).toContain('Approved and sent: the provider answered 201.')
  expect(await run('approve', first)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('This was already approved'),
  })
  expect((await run('deny', second, '--reason', 'Ask me on Monday')).stdout).toContain('Denied.')
  expect(received()).toHaveLength(1)
  const denied = await json<Approval>(await scout.backend.ask(`/sdk/approvals/${second}`))
  expect(denied).toMatchObject({ status: 'denied', denial_reason: 'Ask me on Monday' })
  expect((await run('list')).stdout).toContain('No call waits for the operator.')
  expect((await run('list', '--all', '--json')).stdout.trim().split('\n')).toHaveLength(2)
})

test('16.5 what waits, and what was answered, is sealed again with a newer data key', async ({
  system,
  desk,
  delegations,
  scout,
  grant,
  received,
  required,
  approver,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const [answered, waiting] = [await required(), await required()]
  await desk.approvals.decide(answered, await approver(), { answer: 'yes' })
  await writeConfig(system.folder, system.config)
  expect((await runCommand(system.folder, ['keys', 'rotate', '--data'])).code).toBe(0)
  expect(await system.database('select id from data_keys')).toHaveLength(1)
  expect((await scout.backend.ask(`/sdk/approvals/${answered}/result`)).status).toBe(201)
  expect(await desk.approvals.decide(waiting, await approver(), { answer: 'yes' })).toMatchObject({
    status: 'executed',
  })
  expect(received()).toHaveLength(2)
})

test('16.5 the operator does not say yes for a user', async ({
  delegations,
  scout,
  grant,
  received,
  required,
  run,
}) => {
  await delegations.give(grant, scout.agent.id, { rules: [ASK_USER] })
  const id = await required()
  expect(await run('approve', id)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Only the user can decide this'),
  })
  expect((await run('list')).stdout).toContain('No call waits for the operator.')
  expect(received()).toEqual([])
})

test.for<[string[], string]>([
  [['approve'], 'takes the id of one approval'],
  [['list', 'x'], 'takes no further word'],
  [['show', 'x', '--all'], 'approvals show takes no --all'],
  [['agree', 'x'], 'approvals takes list, show, approve, deny'],
])('%s is not understood', async ([words, message], { run }) => {
  expect(await run(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('16.5 an approval that does not exist', async ({ run }) => {
  expect(await run('approve', 'none')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no approval none.'),
  })
})
