import { parseArgs, styleText } from 'node:util'
import { apps } from './cli/apps.ts'
import { audit } from './cli/audit.ts'
import { backup } from './cli/backup.ts'
import { type Command, type Options, UsageError } from './cli/command.ts'
import { doctor } from './cli/doctor.ts'
import { init } from './cli/init.ts'
import { keys } from './cli/keys.ts'
import { panic } from './cli/panic.ts'
import { providers } from './cli/providers.ts'
import { start } from './cli/start.ts'
import { paint, print } from './cli/terminal.ts'
import { ConfigError } from './config-error.ts'

const commands = new Map<string, Command>(
  Object.entries({ init, start, apps, providers, keys, audit, backup, doctor, panic }),
)

function overview(): string {
  return `Keeps your users' grants and tokens, and calls providers for them.

${paint('bold', 'Usage:')} alter-vault <command> [options]

${paint('bold', 'Commands')}
${[...commands].map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`).join('\n')}

${COMMON}
${paint('bold', 'Environment')}
  ALTER_MASTER_KEY               32 bytes in base64 or hex; required when NODE_ENV=production
  ALTER_PREVIOUS_MASTER_KEY      The one before it, while keys are rotated
  ALTER_<PROVIDER>_CLIENT_ID     Credentials of a provider, such as ALTER_GOOGLE_CLIENT_ID
  ALTER_<PROVIDER>_CLIENT_SECRET
  DATABASE_URL                   postgres://…: use this PostgreSQL instead of the embedded database
  NO_COLOR                       Plain text, as anywhere but on a terminal

Exit codes: 0 done, 1 failed, 2 not understood.`
}

const COMMON = `Options
  -c, --config <file>   Config file (default alter.yaml)
  -h, --help            What a command takes
`

async function main(): Promise<void> {
  const { values, positionals } = readArguments()
  const { help, ...options } = values
  const [name, ...words] = positionals
  if (name === undefined) return print(overview())
  const command = commands.get(name)
  if (!command) {
    throw new UsageError(`There is no command "${name}"; there are ${[...commands.keys()].join(', ')}.`)
  }
  if (help) return print(`${command.summary}.\n\n${command.help}\n\n${COMMON}`.trimEnd())
  refuseOthers(name, command, options)
  return command.run(words, options)
}

function refuseOthers(name: string, command: Command, options: Options): void {
  const taken = new Set<string>(['config', ...command.options])
  const foreign = Object.keys(options).find((option) => !taken.has(option))
  if (foreign !== undefined) throw new UsageError(`${name} takes no --${foreign}.`)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string', short: 'c', default: 'alter.yaml' },
        port: { type: 'string', short: 'p' },
        host: { type: 'string' },
        data: { type: 'boolean' },
        app: { type: 'string' },
        user: { type: 'string' },
        issuer: { type: 'string' },
        grant: { type: 'string' },
        since: { type: 'string' },
        limit: { type: 'string' },
        json: { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
        lift: { type: 'boolean' },
        name: { type: 'string' },
        scope: { type: 'string', multiple: true },
        from: { type: 'string', multiple: true },
        expires: { type: 'string' },
        'user-token-required': { type: 'boolean' },
        head: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The options could not be read.', { cause })
  }
}

function complain(message: string): void {
  return void process.stderr.write(`${styleText('red', message, { stream: process.stderr })}\n`)
}

/** Runs the command of this process's arguments; what the user can mend is told in one line. */
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
      throw error
    }
  }
}
