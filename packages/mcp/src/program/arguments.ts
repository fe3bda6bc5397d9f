import { parseArgs } from 'node:util'

/** The arguments of the program. */
export interface Arguments {
  agentKey: string
  vaultUrl: string
  /** The JWT of the user of a program over stdio; `undefined` for none. */
  userToken: string | undefined
  /** Where to listen; `null` for stdio. */
  http: { port: number; host: string } | null
}

/** A mistake in how the program was started. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const HELP = `Lets an MCP client use the accounts that users gave to your agent. The tokens stay in the vault.

Usage: alter-mcp [options]

Options
      --http <port>  Serve streamable HTTP on this port instead of stdio. Each request needs the user's JWT as its bearer token
      --host <name>  Address to listen on with --http (default 127.0.0.1)
  -h, --help         Show this help
  -v, --version      Show the version

Environment
  ALTER_AGENT_KEY    The agent's key, alter_key_agent_…
  ALTER_VAULT_URL    Address of the vault (default http://localhost:4401)
  ALTER_USER_TOKEN   With stdio: the JWT of the user, who can then connect accounts from here (default: none; the agent
                     uses all accounts that users gave to it)
`

/** @throws UsageError naming the option or the variable */
export function readArguments(
  args: string[],
  { ALTER_AGENT_KEY: agentKey, ALTER_VAULT_URL, ALTER_USER_TOKEN }: NodeJS.ProcessEnv,
): Arguments | 'help' | 'version' {
  const { help, version, http, host } = parse(args)
  if (help) return 'help'
  if (version) return 'version'
  if (!agentKey) {
    throw new UsageError(
      'ALTER_AGENT_KEY is missing: `alter-vault agents create` makes an agent and prints its key.',
    )
  }
  if (agentKey.trim() !== agentKey) {
    throw new UsageError('ALTER_AGENT_KEY starts or ends with a space or a line break: remove it.')
  }
  if (host !== undefined && http === undefined) throw new UsageError('--host needs --http.')
  // Node listens on all interfaces for an empty address, as an unset variable leaves one.
  if (host === '') throw new UsageError('--host is empty: name the address to listen on, such as 127.0.0.1.')
  if (http !== undefined && ALTER_USER_TOKEN) {
    throw new UsageError(
      'ALTER_USER_TOKEN is only for stdio: with --http each request sends the JWT of its user.',
    )
  }
  return {
    agentKey,
    vaultUrl: ALTER_VAULT_URL || 'http://localhost:4401',
    userToken: ALTER_USER_TOKEN || undefined,
    http: http === undefined ? null : { port: readPort(http), host: host ?? '127.0.0.1' },
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        http: { type: 'string' },
        host: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    }).values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The options could not be read.', { cause })
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--http must be a number from 0 to 65535, not "${text}".`)
}
