import { type Client, type ConnectSession, isAlterError } from '@alter/sdk'
import {
  type CallToolResult,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { canOpen } from './can-open.ts'
import type { ToolOptions } from './tool-options.ts'
import { failure } from './result.ts'
import type { CallUser } from './user.ts'

/** The user of a call, and what the call needs. */
interface Need {
  app: Client
  user: CallUser
  tool: ToolOptions
}

/** How long a call waits for the user. Clients allow a call one minute. Seconds. */
const WAIT = 50
/** Longest wait of one question to the vault. Seconds. */
const POLL = 25

/**
 * Prefix that names the question for one session. The client's answer may name any session, but the vault tells users
 * only about their own.
 */
const QUESTION = 'connect:'

/**
 * Asks the user to connect what an error says is missing. For several accounts the client may name one itself.
 * @throws the error itself when neither helps
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
  const { provider, requiredScopes } = tool
  // A call may use another provider than its tool.
  const isOfTool = isAlterError(error) && error.provider === provider
  const session = await app.createConnectSessionForError(error, {
    ...user,
    delivery: 'poll',
    signal: context.mcpReq.signal,
    ...(isOfTool && requiredScopes && { requiredScopes: { [provider]: requiredScopes } }),
  })
  return sendTo(session, server, context, isAlterError(error) ? error.detail : '')
}

/**
 * Sends the user to the page of a session: through the client, or by a link in the text when the client opens no pages.
 */
export function sendTo(
  session: ConnectSession,
  server: McpServer,
  context: ServerContext,
  why: string,
): CallToolResult | InputRequiredResult {
  return canOpen(server, context) ? question(session, why) : failure(inWords(session, why))
}

/**
 * Waits for a user whom an earlier call sent to the Connect page. `null` when there is nothing to wait for; otherwise
 * what to tell the client.
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
    if (left === 0) return failure('The user has not finished connecting yet: call this tool again later.')
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
