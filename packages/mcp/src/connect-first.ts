import { type App, type ConnectSession, isAlterError } from '@alter/sdk'
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  isSpecType,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { ToolOptions } from './tool-options.ts'
import { failure } from './result.ts'
import type { CallUser } from './user.ts'

/** Of whose call it is, and what it needs. */
interface Need {
  app: App
  user: CallUser
  tool: ToolOptions
}

/** Seconds: clients give a call a minute. */
const WAIT = 50
/** Seconds that one question to the vault waits. */
const POLL = 25

/**
 * Names the question for one session. The answer comes from the client and may name any: the vault tells a user of no
 * session but their own.
 */
const QUESTION = 'connect:'

/**
 * Asks the user to connect what an error says is missing; of several accounts the client may name one itself.
 * @throws the error itself where neither can help.
 */
export async function askToConnect(
  { app, user, tool }: Need,
  server: McpServer,
  context: ServerContext,
  error: unknown,
): Promise<CallToolResult | InputRequiredResult> {
  if (isAlterError(error, 'ambiguous_grant')) {
    const labels = error.accounts.map(({ accountIdentifier }) => accountIdentifier)
    return failure(`${error.detail} They are: ${labels.join(', ')}.`)
  }
  const { signal } = context.mcpReq
  const { provider, requiredScopes } = tool
  // A call may name another provider than the tool.
  const isOfTool = isAlterError(error) && error.provider === provider
  const session = await app.createConnectSessionForError(error, {
    ...user,
    delivery: 'poll',
    signal,
    ...(isOfTool && requiredScopes && { requiredScopes: { [provider]: requiredScopes } }),
  })
  const why = isAlterError(error) ? error.detail : ''
  return canOpen(server, context) ? question(session, why) : failure(inWords(session, why))
}

/**
 * Where the user was sent to the Connect page by the call before this one: waits until they are done. `null` when there
 * is nothing to wait for any more; else what to tell the client.
 */
export async function awaitConnected(
  { app, user, tool }: Need,
  { mcpReq: { inputResponses = {}, signal } }: ServerContext,
): Promise<CallToolResult | null> {
  const asked = Object.keys(inputResponses).find((name) => name.startsWith(QUESTION))
  if (asked === undefined) return null
  const answer = inputResponse(inputResponses, asked)
  if (answer.kind !== 'elicit' || answer.action !== 'accept') {
    return failure('The user did not connect an account: nothing was done.')
  }
  const deadline = performance.now() + (tool.wait ?? WAIT) * 1000
  for (;;) {
    const left = Math.max(0, (deadline - performance.now()) / 1000)
    const wait = Math.min(POLL, left)
    const result = await app.getConnectResult(asked.slice(QUESTION.length), { ...user, wait, signal })
    if (result.status === 'completed') return null
    if (result.status === 'failed') return failure(`Nothing was connected: ${result.error.detail}`)
    if (left === 0) return failure('The user is not done with connecting yet: call this tool again later.')
  }
}

function question({ connectUrl, sessionId }: ConnectSession, why: string): InputRequiredResult {
  const message = `${why} Open this page to connect the account.`
  return inputRequired({
    inputRequests: { [QUESTION + sessionId]: inputRequired.elicitUrl({ message, url: connectUrl }) },
  })
}

function inWords({ connectUrl, expiresIn }: ConnectSession, why: string): string {
  const minutes = Math.max(1, Math.round(expiresIn / 60))
  return `${why} Ask the user to open this page within ${minutes} minutes, and call this tool again afterwards: ${connectUrl}`
}

/**
 * Whether the client opens pages for its user. Each request says so from the revision of 2026 on; before it, the
 * connection did, if there is one that lasts.
 */
function canOpen(server: McpServer, { mcpReq: { envelope } }: ServerContext): boolean {
  const said = new Map<string, unknown>(Object.entries(envelope ?? {})).get(CLIENT_CAPABILITIES_META_KEY)
  const capabilities = isSpecType.ClientCapabilities(said) ? said : server.server.getClientCapabilities()
  const elicitation: unknown = capabilities?.elicitation
  return typeof elicitation === 'object' && elicitation !== null && 'url' in elicitation
}
