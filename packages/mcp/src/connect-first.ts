import { type Client, type ConnectSession, isAlterError } from '@alter/sdk'
import {
  type CallToolResult,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { stopped } from './approval-words.ts'
import { canOpen } from './can-open.ts'
import { readDecided } from './decided.ts'
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
 * Asks the user to connect what an error says is missing. For several accounts the client may name one itself. `null`
 * when neither helps.
 * @param state what the client sends back when the tool runs again
 */
export async function askToConnect(
  { app, user, tool }: Need,
  server: McpServer,
  context: ServerContext,
  error: unknown,
  state?: string,
): Promise<CallToolResult | InputRequiredResult | null> {
  if (isAlterError(error, 'ambiguous_grant')) {
    const labels = error.accounts.map(({ accountIdentifier }) => accountIdentifier)
    return failure(`${error.detail} They are: ${labels.join(', ')}.`)
  }
  if (!isAlterError(error)) return null
  const { provider, requiredScopes } = tool
  // A call may use another provider than its tool.
  const isOfTool = error.provider === provider
  try {
    const session = await app.createConnectSessionForError(error, {
      ...user,
      delivery: 'poll',
      signal: context.mcpReq.signal,
      ...(isOfTool && requiredScopes && { requiredScopes: { [provider]: requiredScopes } }),
    })
    return sendTo(session, server, context, error.detail, state)
  } catch (failed) {
    if (failed === error) return null
    throw failed
  }
}

/**
 * Sends the user to the page of a session: through the client, or by a link in the text when the client opens no pages.
 */
export function sendTo(
  session: ConnectSession,
  server: McpServer,
  context: ServerContext,
  why: string,
  state?: string,
): CallToolResult | InputRequiredResult {
  return canOpen(server, context) ? question(session, why, state) : failure(inWords(session, why))
}

/** What became of a user whom an earlier call may have sent to the Connect page. */
interface Waited {
  /** Whether the user is done there. `false` when nobody was sent. */
  isConnected: boolean
  /** What to tell the client instead of going on; `null` for nothing. */
  refusal: string | null
}

/** Waits for a user whom an earlier call sent to the Connect page. */
export async function awaitConnected({ app, user, tool }: Need, context: ServerContext): Promise<Waited> {
  const { inputResponses = {}, signal } = context.mcpReq
  const asked = Object.keys(inputResponses).find((name) => name.startsWith(QUESTION))
  if (asked === undefined) return { isConnected: false, refusal: null }
  const answer = inputResponse(inputResponses, asked)
  if (answer.kind !== 'elicit' || answer.action !== 'accept') {
    return notConnected(stopped('The user did not connect an account', readDecided(context).decided))
  }
  const deadline = performance.now() + (tool.wait ?? WAIT) * 1000
  for (;;) {
    const left = Math.max(0, (deadline - performance.now()) / 1000)
    const wait = Math.min(POLL, left)
    const result = await app.getConnectResult(asked.slice(QUESTION.length), { ...user, wait, signal })
    if (result.status === 'completed') return { isConnected: true, refusal: null }
    if (result.status === 'failed') return notConnected(`Nothing was connected: ${result.error.detail}`)
    if (left === 0)
      return notConnected('The user has not finished connecting yet: call this tool again later.')
  }
}

function notConnected(refusal: string): Waited {
  return { isConnected: false, refusal }
}

function question(
  { connectUrl, sessionId }: ConnectSession,
  why: string,
  requestState: string | undefined,
): InputRequiredResult {
  const message = `${why} Open this page to connect the account.`
  return inputRequired({
    inputRequests: { [QUESTION + sessionId]: inputRequired.elicitUrl({ message, url: connectUrl }) },
    ...(requestState !== undefined && { requestState }),
  })
}

function inWords({ connectUrl, expiresIn }: ConnectSession, why: string): string {
  const minutes = Math.max(1, Math.round(expiresIn / 60))
  return `${why} Ask the user to open this page within ${minutes} minutes, and call this tool again afterwards: ${connectUrl}`
}
