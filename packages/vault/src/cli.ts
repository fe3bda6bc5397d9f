#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { init } from './cli/init.ts'
import { start } from './cli/start.ts'
import { ConfigError } from './config/error.ts'

const HELP = `Keeps your users' grants and tokens, and calls providers for them.

Usage: alter-vault <command> [options]

Commands
  start   Serve the vault of a config file
  init    Write a config file to begin with, and print a new API key

Options
  -c, --config <file>   Config file (default alter.yaml)
  -p, --port <number>   start: port to listen on, over the config's
      --host <address>  start: address to listen on, over the config's
  -h, --help            Show this text

Environment
  ALTER_MASTER_KEY               32 bytes in base64 or hex; required when NODE_ENV=production
  ALTER_<PROVIDER>_CLIENT_ID     Credentials of a provider, such as ALTER_GOOGLE_CLIENT_ID
  ALTER_<PROVIDER>_CLIENT_SECRET

Exit codes: 0 done, 1 could not start, 2 not understood.
`

/** A command line that makes no sense. */
class UsageError extends Error {}

const main = async (): Promise<void> => {
  const { values, positionals } = readArguments()
  const [command, ...rest] = positionals
  if (values.help || command === undefined) {
    process.stdout.write(HELP)
    return
  }
  if (rest.length > 0) throw new UsageError(`There is nothing to do with "${rest.join(' ')}".`)
  if (command === 'init') return init(values.config)
  if (command !== 'start') throw new UsageError(`There is no command "${command}"; there are start and init.`)
  return start({ config: values.config, host: values.host, port: readPort(values.port) })
}

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string', short: 'c', default: 'alter.yaml' },
        port: { type: 'string', short: 'p' },
        host: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The options could not be read.', { cause })
  }
}

const readPort = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`--port must be a number from 0 to 65535, not "${text}".`)
}

try {
  await main()
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nalter-vault --help shows what there is.\n`)
    process.exitCode = 2
  } else if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } else {
    throw error
  }
}
