import { once } from 'node:events'
import { Agent } from '@alter/sdk'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createAgentServer } from './agent-server.ts'
import { HELP, readArguments, UsageError } from './arguments.ts'
import { type Listening, serveHttp } from './serve-http.ts'
import { VERSION } from './version.ts'

/**
 * Runs the program until its client leaves or somebody ends it. Messages go to stderr, because stdout carries the
 * protocol.
 */
export async function run(): Promise<void> {
  const asked = readArguments(process.argv.slice(2), process.env)
  if (asked === 'help') return void process.stdout.write(HELP)
  if (asked === 'version') return void process.stdout.write(`${VERSION}\n`)
  const agent = createAgent(asked.agentKey, asked.vaultUrl)
  if (asked.http === null) {
    serveStdio(() => createAgentServer(agent, () => asked.userToken))
    return
  }
  const { url, close } = await listen(agent, asked.http)
  process.stderr.write(`Listening on ${url}\n`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await close()
}

/** Node's error for an address in use, or for one that is not of this machine, is a stack. */
async function listen(agent: Agent, at: { port: number; host: string }): Promise<Listening> {
  try {
    return await serveHttp(agent, at)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`alter-mcp cannot listen there: ${why}. Change --http or --host.`, { cause })
  }
}

/** The SDK's errors name options; here the user set variables, so the messages name those. */
function createAgent(apiKey: string, baseUrl: string): Agent {
  try {
    return new Agent({ apiKey, baseUrl })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const said = error.message
      .replace('apiKey', 'ALTER_AGENT_KEY')
      .replace('baseUrl', 'ALTER_VAULT_URL')
      // Other keys go to other classes, which a program does not have.
      .replace(/ Keys of an app go to .*$/, '')
    throw new UsageError(said, { cause: error })
  }
}
