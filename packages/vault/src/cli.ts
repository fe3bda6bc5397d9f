import { parseArgs, type ParseArgsOptionsConfig, styleText } from 'node:util'
import about from '../package.json' with { type: 'json' }
import { agents } from './cli/agents.ts'
import { approvals } from './cli/approvals.ts'
import { apps } from './cli/apps.ts'
import { audit } from './cli/audit.ts'
import { backup } from './cli/backup.ts'
import { type Command, type Options, UsageError } from './cli/command.ts'
import { diskFault } from './cli/disk-fault.ts'
import { doctor } from './cli/doctor/doctor.ts'
import { init } from './cli/init.ts'
import { keys } from './cli/keys.ts'
import { nearest } from './cli/nearest.ts'
import { panic } from './cli/panic.ts'
import { providers } from './cli/providers.ts'
import { start } from './cli/start.ts'
import { endWithReader, outliveReader, paint, print, serveWithoutReader } from './cli/terminal.ts'
import { ConfigError } from './config-error.ts'

const commands = new Map<string, Command>(
  Object.entries({ init, start, apps, providers, agents, keys, audit, approvals, backup, doctor, panic }),
)

/** Commands that change nothing, so that nothing is left half done when they end early. */
const READING: ReadonlySet<string> = new Set(['apps', 'providers', 'audit', 'doctor'])

function overview(): string {
  return `Keeps your users' grants and tokens, and calls providers for them.

${paint('bold', 'Usage:')} alter-vault <command> [options]

${paint('bold', 'Commands')}
${[...commands].map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`).join('\n')}

${paint('bold', 'Options')}
${COMMON}

${paint('bold', 'Environment')}
  ALTER_MASTER_KEY               32 bytes in base64 or hex; required when NODE_ENV=production
  ALTER_PREVIOUS_MASTER_KEY      The previous master key, while keys are rotated
  ALTER_<PROVIDER>_CLIENT_ID     Credentials of a provider, such as ALTER_GOOGLE_CLIENT_ID
  ALTER_<PROVIDER>_CLIENT_SECRET
  ALTER_METRICS_TOKEN            The Bearer token for /metrics; without it, there is no /metrics
  DATABASE_URL                   postgres://…: this PostgreSQL instead of the embedded database
  HTTPS_PROXY, NO_PROXY          The proxy for calls to providers and issuers, and what is called without it
  NO_COLOR                       Any value: text without colours, which is the default outside a terminal

Exit codes: 0 done, 1 failed, 2 wrong usage.`
}

const COMMON = `  -c, --config <file>   Config file (default alter.yaml)
  -h, --help            Show the options of a command
      --version         Show the version of this vault`

/** Puts the options of a command and the options of all commands under one heading. */
function withCommonOptions(help: string): string {
  const [before = '', ...after] = help.split(/^Options$/m)
  const own = after.join('Options').replace(/^\n+/, '').trimEnd()
  const heading = paint('bold', 'Options')
  return `${before.trimEnd()}\n\n${heading}\n${own === '' ? '' : `${own}\n`}${COMMON}`
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const { help, version: isVersionAsked, ...options } = values
  const [name, ...words] = positionals
  if (name === undefined || help || isVersionAsked || READING.has(name)) endWithReader()
  else if (name === 'start') serveWithoutReader()
  else outliveReader()
  if (isVersionAsked) return print(about.version)
  if (name === undefined) return print(overview())
  const command = commands.get(name)
  if (!command) {
    const names = [...commands.keys()]
    const near = nearest(name, names)
    const meant = near === undefined ? '' : ` Did you mean ${near}?`
    throw new UsageError(`There is no command "${name}"; there are ${names.join(', ')}.${meant}`)
  }
  if (help) return print(`${command.summary}.\n\n${withCommonOptions(command.help)}`)
  refuseOthers(name, command, options)
  return command.run(words, options)
}

function refuseOthers(name: string, command: Command, options: Options): void {
  const taken = new Set<string>(['config', ...command.options])
  const foreign = Object.keys(options).find((option) => !taken.has(option))
  if (foreign !== undefined)
    throw new UsageError(`${name} takes no --${foreign}.${insteadOf(foreign, taken)}`)
}

function insteadOf(option: string, taken: ReadonlySet<string>): string {
  const near = nearest(option, [...taken])
  return near === undefined ? '' : ` Did you mean --${near}?`
}

const OPTIONS = {
  config: { type: 'string', short: 'c', default: 'alter.yaml' },
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  data: { type: 'boolean' },
  app: { type: 'string' },
  user: { type: 'string' },
  issuer: { type: 'string' },
  grant: { type: 'string' },
  agent: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  lift: { type: 'boolean' },
  all: { type: 'boolean' },
  force: { type: 'boolean' },
  reason: { type: 'string' },
  name: { type: 'string' },
  scope: { type: 'string', multiple: true },
  from: { type: 'string', multiple: true },
  expires: { type: 'string' },
  'user-token-required': { type: 'boolean' },
  head: { type: 'string' },
  origin: { type: 'string', multiple: true },
  provider: { type: 'string', multiple: true },
  audience: { type: 'string' },
  'public-url': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS })
  } catch (cause) {
    throw new UsageError(usageOf(cause), { cause })
  }
}

function usageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The options could not be read.'
  const unknown = /^Unknown option '-{1,2}([^']+)'/.exec(error.message)?.[1]
  if (unknown === undefined) return error.message
  const names = Object.keys(OPTIONS)
  return `There is no option --${unknown}.${insteadOf(unknown, new Set(names))}`
}

function complain(message: string): void {
  return void process.stderr.write(`${styleText('red', message, { stream: process.stderr })}\n`)
}

/** Runs the command named by this process's arguments. A fault that the user can mend becomes one line of text. */
export async function runCli(): Promise<void> {
  try {
    await main()
  } catch (error) {
    if (error instanceof UsageError) {
      complain(error.message)
      process.stderr.write('alter-vault --help shows what there is.\n')
      process.exitCode = 2
    } else if (error instanceof ConfigError) {
      complain(error.message)
      process.exitCode = 1
    } else {
      const fault = diskFault(error)
      if (fault === null) throw error
      complain(fault)
      process.exitCode = 1
    }
  }
}
