import { setTimeout as sleep } from 'node:timers/promises'
import { isOver, statusAt, type StoredApproval } from '../approvals/approval.ts'
import { alteredProblem, decide, type Decision, findFor } from '../approvals/decide.ts'
import { createApprovalEvents } from '../approvals/events.ts'
import { UNKNOWN } from '../approvals/execute.ts'
import { contentOf, queryOf, type ShownApproval, summaryOf } from '../approvals/shown.ts'
import { type ApprovalStore, createApprovalStore, type Found } from '../approvals/store.ts'
import { ConfigError } from '../config-error.ts'
import type { Settings } from '../config/settings.ts'
import { type Keyring, openKeyring } from '../crypto/keyring.ts'
import { createLog } from '../log.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import { createPost } from '../webhooks/post.ts'
import { agentsIn } from './agent-access.ts'
import { type Command, type Options, readVerb, UsageError } from './command.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { withAudit } from './operator-audit.ts'
import { requireApp } from './require-app.ts'
import { plain, print, printJson, table, warn } from './terminal.ts'

const VERBS = ['list', 'show', 'approve', 'deny'] as const
type Verb = (typeof VERBS)[number]

const TAKES: Record<Verb, (keyof Options)[]> = {
  list: ['app', 'all', 'json'],
  show: ['json'],
  approve: ['json'],
  deny: ['reason', 'json'],
}

export const approvals: Command = {
  summary: 'Show the calls that wait for the operator, and say yes or no to them',
  help: `Usage: alter-vault approvals <list | show | approve | deny> [options]

  approvals list          List the calls that wait for the operator's yes, newest first
  approvals show <id>     Show a call as it will be sent: address, reason and whole body, but never a credential
  approvals approve <id>  Say yes. A running vault checks everything again, and sends the call once
  approvals deny <id>     Say no. Nothing is sent

Options
      --app <id>        list: only calls of one app
      --all             list: also calls that are over or wait for a user; at most 1000
      --reason <text>   deny: the reason, for the app or agent that asked; at most 500 characters
      --json            JSON for other programs; list: one object in each line`,
  options: ['app', 'all', 'reason', 'json'],
  async run(words, options) {
    const { verb, id } = readWords(words, options)
    const settings = await readSettings(options.config)
    if (options.app !== undefined) requireApp(settings, options.app)
    const masterKeys = await readMasterKeys(settings)
    await withStorage(settings, async (storage) => {
      const ids = settings.apps.map((app) => app.id)
      const keyring = await openKeyring(storage, masterKeys, ids)
      const store = createApprovalStore(storage, keyring)
      if (verb === 'list') return list(store, options)
      await asPlainFault(async () => {
        const desk = { settings, storage, keyring, store }
        if (verb === 'show') return show(desk, id, options)
        await say(desk, id, verb, options)
      })
    })
  },
}

function readWords([word, id, ...rest]: string[], options: Options): { verb: Verb; id: string } {
  const verb = readVerb('approvals', word, VERBS)
  if ((verb === 'list') !== (id === undefined) || rest.length > 0) {
    throw new UsageError(
      `approvals ${verb} takes ${verb === 'list' ? 'no further word' : 'the id of one approval'}.`,
    )
  }
  const taken = new Set<string>(['config', ...TAKES[verb]])
  const foreign = Object.keys(options).find((option) => !taken.has(option))
  if (foreign !== undefined) throw new UsageError(`approvals ${verb} takes no --${foreign}.`)
  return { verb, id: id ?? '' }
}

/** Turns a problem of the vault into one line of text. */
async function asPlainFault(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause
    throw new ConfigError(plain(cause.message), { cause })
  }
}

const MOST_SHOWN = 1000

async function list(store: ApprovalStore, { app, all = false, json = false }: Options): Promise<void> {
  const now = Date.now()
  const found = await store.list({ app, waiting: !all, limit: MOST_SHOWN, now })
  if (json) {
    for (const each of found) printJson(each.intact ? summaryOf(each.approval, '', null, now) : altered(each))
    return
  }
  if (found.length === 0) {
    return print(all ? 'There are no approvals.' : 'No call waits for the operator.')
  }
  print(
    table(
      [
        ['APPROVAL', 'STATE', 'APPROVER', 'APP', 'AGENT', 'REQUEST', 'ENDS', 'REASON'],
        ...found.map((each) =>
          each.intact ? cellsOf(each.approval, now) : [each.id, 'altered', '-', each.appId],
        ),
      ].map((row) => row.map(plain)),
    ),
  )
}

function cellsOf(approval: StoredApproval, now: number): string[] {
  return [
    approval.id,
    statusAt(approval, now),
    approval.approver,
    approval.appId,
    approval.agentId ?? '-',
    `${approval.method} ${approval.host}${approval.path}`,
    new Date(approval.expiresAt).toISOString(),
    approval.reason,
  ]
}

function altered({ id, appId }: Extract<Found, { intact: false }>): object {
  return { approval_id: id, app_id: appId, status: 'altered' }
}

/** An operator sees every approval, and decides those that wait for an operator. */
const OPERATOR = { kind: 'operator' } as const

function onAltered(id: string): void {
  warn(`Somebody other than the vault altered the approval ${plain(id)}.`)
}

async function shownOf(desk: Desk, id: string): Promise<ShownApproval> {
  const { store } = desk
  const approval = await findFor({ store, onAltered }, id, OPERATOR)
  const request = await store.request(approval).catch(() => {
    throw alteredProblem(id)
  })
  const query = request === null ? '' : queryOf(request)
  const shown = summaryOf(approval, query, await agentName(desk, approval), Date.now())
  return request === null ? shown : { ...shown, ...contentOf(request) }
}

/** The name that people read, from the config file or from a row that the vault wrote. */
async function agentName(
  { settings: { apps }, storage, keyring }: Desk,
  { appId, agentId }: StoredApproval,
): Promise<string | null> {
  const app = apps.find((each) => each.id === appId)
  if (app === undefined || agentId === null) return null
  return (await agentsIn({ apps, storage, keyring }).find(app, agentId))?.displayName ?? null
}

async function show(desk: Desk, id: string, { json }: Options): Promise<void> {
  const shown = await shownOf(desk, id)
  return json ? printJson(shown) : print(textOf(shown))
}

function textOf(shown: ShownApproval): string {
  const query = shown.query === undefined ? '' : `?${shown.query}`
  const facts = [
    ['Approval', `${shown.approval_id}, ${shown.status}`],
    ['App', shown.app_id],
    ['Agent', shown.agent && `${shown.agent.agent_name} (${shown.agent.agent_id})`],
    ['Grant', `${shown.connection_id} at ${shown.provider}`],
    ['Request', `${shown.method} ${shown.host}${shown.path}${query}`],
    ...(shown.headers ?? []).map(({ name, value }) => ['Header', `${name}: ${value}`]),
    ['Reason', shown.reason],
    ['Rule', shown.rule],
    ['Asked', shown.created_at],
    ['Ends', shown.expires_at],
    ['Decided', shown.decided_at],
    ['Said', shown.denial_reason],
    ['Answered', shown.response_status?.toString()],
    ['Failed', shown.failure],
  ]
  const lines = facts.flatMap(([name = '', value]) =>
    value === undefined ? [] : [`${name.padEnd(10)}${plain(value)}`],
  )
  return [...lines, ...bodyLines(shown.body)].join('\n')
}

function bodyLines(body: ShownApproval['body']): string[] {
  switch (body?.kind) {
    case undefined:
    case 'none':
      return ['Body      none']
    case 'other':
      return [`Body      ${body.bytes} bytes of ${body.content_type}`]
    case 'form':
      return ['', ...body.fields.map(({ name, value }) => plain(`${name} = ${value}`))]
    case 'json':
    case 'text':
      return ['', ...body.text.split('\n').map(plain)]
    default:
      return body satisfies never
  }
}

interface Desk {
  settings: Settings
  storage: Storage
  keyring: Keyring
  store: ApprovalStore
}

async function say(
  desk: Desk,
  id: string,
  verb: 'approve' | 'deny',
  { reason, json = false }: Options,
): Promise<void> {
  const { settings, storage, keyring, store } = desk
  if (reason !== undefined && reason.length > 500) throw new UsageError('--reason: at most 500 characters.')
  const decision: Decision = verb === 'approve' ? { answer: 'yes' } : { answer: 'no', reason }
  const noteEvent = createApprovalEvents(createPost(settings.apps, Date.now), settings.publicUrl)
  const log = createLog('error', process.stderr)
  await withAudit({ storage, keyring, log }, (audit) =>
    decide(
      {
        store,
        noteEvent,
        audit,
        onAltered,
        assertStands: (approval) => assertStands(storage, store, approval),
        now: Date.now,
      },
      id,
      OPERATOR,
      decision,
    ),
  )
  if (verb === 'approve') await untilSent(store, id)
  const shown = await shownOf(desk, id)
  if (json) return printJson(shown)
  print(outcomeOf(shown))
}

/** Checks what a command can see. The vault that sends the request checks everything else. */
async function assertStands(storage: Storage, store: ApprovalStore, approval: StoredApproval): Promise<void> {
  const grant = await storage
    .selectFrom('grants')
    .select('status')
    .where('id', '=', approval.grantId)
    .executeTakeFirst()
  if (grant?.status !== 'active') {
    throw new ProblemError('grant_revoked', 'The grant that this call is for has ended: nothing is sent.')
  }
  await store.request(approval).catch(() => {
    throw alteredProblem(approval.id)
  })
}

/** How long a command waits for a running vault to send the request. Milliseconds. */
const PATIENCE = 10_000
const LOOK = 200

async function untilSent(store: ApprovalStore, id: string): Promise<void> {
  const until = Date.now() + PATIENCE
  while (Date.now() < until) {
    const found = await store.find(id)
    if (!found?.intact || found.approval.status === 'pending' || isOver(found.approval.status)) return
    await sleep(LOOK)
  }
}

function outcomeOf({ approval_id: id, status, response_status: answered, failure }: ShownApproval): string {
  switch (status) {
    case 'denied':
      return `Denied. Nothing is sent for ${id}.`
    case 'executed':
      return `Approved and sent: the provider answered ${answered}.`
    case 'failed':
      return failure === UNKNOWN
        ? 'Approved, and perhaps sent: the answer is lost. It is not sent again.'
        : `Approved, but the call failed: ${failure}.`
    case 'expired':
      return `Not sent: ${failure ?? 'the time to decide is over'}.`
    case 'executing':
      return 'Approved. It is being sent.'
    case 'approved':
      return 'Approved. No vault has sent it yet: a running vault sends it within seconds.'
    case 'pending':
      return 'Approved here. Somebody else must say yes too.'
    default:
      return status satisfies never
  }
}
