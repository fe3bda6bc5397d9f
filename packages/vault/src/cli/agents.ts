import { createInterface } from 'node:readline/promises'
import { AGENT_KEY_SCOPES } from '@alter/protocol'
import { createAgentRequest } from '@alter/protocol/schema'
import type { Audit, AuditEvent } from '../audit-event.ts'
import { ConfigError } from '../config-error.ts'
import type { App } from '../config/settings.ts'
import { openKeyring } from '../crypto/keyring.ts'
import type { AgentStore } from '../identity/keys/agent-store.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import { describeAgent } from '../identity/keys/describe-agent.ts'
import { describeKey } from '../identity/keys/describe-key.ts'
import { createLog } from '../log.ts'
import { agentsIn, asConfigError, requireAgent } from './agent-access.ts'
import { type Command, type Options, readVerb, UsageError } from './command.ts'
import { readRights } from './key-options.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { withAudit } from './operator-audit.ts'
import { printKey } from './print-key.ts'
import { requireApp } from './require-app.ts'
import { plain, print, printJson, table } from './terminal.ts'

const VERBS = ['list', 'create', 'pause', 'resume', 'delete', 'key'] as const
type Verb = (typeof VERBS)[number]

/** What each verb takes: the name of an agent, and options beside `--app`. */
const TAKES: Record<Verb, { agent: boolean; options: (keyof Options)[] }> = {
  list: { agent: false, options: ['app', 'json'] },
  create: {
    agent: true,
    options: ['app', 'name', 'scope', 'from', 'expires', 'user-token-required', 'json'],
  },
  pause: { agent: true, options: ['app'] },
  resume: { agent: true, options: ['app'] },
  delete: { agent: true, options: ['app', 'yes'] },
  key: { agent: false, options: [] },
}

export const agents: Command = {
  summary: 'Make, list, pause and delete the agents of an app',
  help: `Usage: alter-vault agents <verb> [agent] [options]

  agents list            List the agents of an app, including agents of the config file
  agents create <name>   Make an agent and print its first key. The key is shown only now
  agents pause <agent>   Every running vault refuses the agent from the next call on, until it is resumed
  agents resume <agent>  End the pause
  agents delete <agent>  Delete the agent and its keys, and take all accounts away from it. It cannot be undone
  agents key             Print a key for an agent of the config file, and the hash to put there

For further keys of an agent, use alter-vault keys agent.

Options
      --app <id>        The app of the agents
      --name <text>     create: the name that people read (default: its name)
      --scope <scope>   create: a scope of its key; repeat the option for several of ${AGENT_KEY_SCOPES.join(', ')} (default all)
      --from <address>  create: an address or CIDR range from which its key may be used; repeat the option for several (default all)
      --expires <age>   create: how long its key is valid, such as 12h or 90d (default: forever)
      --user-token-required  create: each call with its key must also send a user's JWT
  -y, --yes             delete: do not ask first. Needed if there is no terminal
      --json            create, list: JSON for other programs`,
  options: ['app', 'name', 'scope', 'from', 'expires', 'user-token-required', 'json', 'yes'],
  async run(words, options) {
    const { verb, name } = readWords(words, options)
    if (verb === 'key') return printKey('agent')
    const settings = await readSettings(options.config)
    const app = requireApp(settings, options.app)
    const masterKeys = await readMasterKeys(settings)
    await withStorage(settings, async (storage) => {
      const keyring = await openKeyring(
        storage,
        masterKeys,
        settings.apps.map(({ id }) => id),
      )
      const store = agentsIn({ apps: settings.apps, storage, keyring })
      if (verb === 'list') return list(await store.list(app), options)
      const log = createLog('error', process.stderr)
      await withAudit({ storage, keyring, log }, async (audit) => {
        try {
          await change(verb, name, { app, store, options, note: noteIn(audit, app) })
        } catch (cause) {
          throw asConfigError(cause)
        }
      })
    })
  },
}

interface Work {
  app: App
  store: AgentStore
  options: Options
  note: (action: AuditEvent['action'], detail: string) => void
}

function readWords(words: string[], options: Options): { verb: Verb; name: string } {
  const [word, name, ...rest] = words
  const verb = readVerb('agents', word, VERBS)
  const takes = TAKES[verb]
  if (takes.agent !== (name !== undefined) || rest.length > 0) {
    throw new UsageError(`agents ${verb} takes ${takes.agent ? 'the name of one agent' : 'no further word'}.`)
  }
  const taken = new Set<string>(['config', ...takes.options])
  const foreign = Object.keys(options).find((option) => !taken.has(option))
  if (foreign !== undefined) throw new UsageError(`agents ${verb} takes no --${foreign}.`)
  return { verb, name: name ?? '' }
}

function noteIn(audit: Audit, app: App): Work['note'] {
  return (action, detail) =>
    audit.record({
      app: app.id,
      user: null,
      grant: null,
      provider: null,
      action,
      outcome: 'ok',
      vaultReason: 'alter-vault agents',
      detail,
      startedAt: Date.now(),
    })
}

async function change(verb: Exclude<Verb, 'list' | 'key'>, name: string, work: Work): Promise<void> {
  const { app, store, options, note } = work
  if (verb === 'create') return create(name, work)
  const agent = await requireAgent(store, app, name)
  if (verb === 'delete') {
    if (!options.yes) await confirm(app, agent)
    await store.revoke(app, agent.id, () => note('delete_agent', `agent ${agent.id}`))
    return print(
      `The agent ${agent.name} is deleted. Its keys no longer work, and it can no longer use any account.`,
    )
  }
  const status = verb === 'pause' ? 'paused' : 'active'
  await store.update(app, agent.id, { status })
  note('update_agent', `agent ${agent.id} ${status}`)
  print(
    verb === 'pause'
      ? `The agent ${agent.name} is paused. Every running vault refuses it from the next call on.`
      : `The agent ${agent.name} is active again.`,
  )
}

async function create(name: string, { app, store, options, note }: Work): Promise<void> {
  const displayName = options.name ?? name
  const checked = createAgentRequest.safeParse({ name, display_name: displayName })
  if (!checked.success) {
    const [issue] = checked.error.issues
    const what = issue?.path[0] === 'display_name' ? '--name' : 'the name of an agent'
    throw new UsageError(`${what} ${issue?.message ?? 'is not understood'}.`)
  }
  const rights = readRights(options, AGENT_KEY_SCOPES, Date.now())
  const { agent, key } = await store.create(
    app,
    { name, displayName, type: 'agent', scopes: null, rules: [], metadata: {}, idempotencyKey: null },
    rights,
  )
  if (!key) throw new Error('an agent without an idempotency key was there before')
  note('create_agent', `agent ${agent.id} key ${key.key.id}`)
  if (options.json) {
    printJson({
      ...describeAgent(agent),
      key: { ...describeKey(key.key, Date.now()), api_key: key.secret },
    })
    return
  }
  print(
    `Made the agent ${agent.name}. Its id is ${agent.id}. Its API key, shown only now:\n\n  ${key.secret}\n\nEvery running vault accepts it at once.`,
  )
}

async function confirm(app: App, agent: StoredAgent): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      `delete ends ${agent.name} of ${app.id} for good: add --yes if there is no terminal.`,
    )
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(
    `This deletes the agent ${agent.name} (${plain(agent.displayName)}) and its keys, and takes all accounts away from it. It cannot be undone.\nType the name of the agent to go on: `,
  )
  terminal.close()
  if (answer.trim() !== agent.name) throw new ConfigError('Nothing was changed.')
}

function list(found: StoredAgent[], { json }: Options): void {
  const described = found.map(describeAgent)
  if (json) {
    for (const agent of described) printJson(agent)
    return
  }
  print(
    table([
      ['AGENT', 'NAME', 'SHOWN AS', 'TYPE', 'RULES', 'CREATED', 'STATE'],
      ...described.map((agent) => [
        agent.agent_id,
        agent.name,
        plain(agent.display_name),
        agent.type,
        String(agent.rules.length),
        agent.created_at ?? 'config file',
        agent.status,
      ]),
    ]),
  )
}
