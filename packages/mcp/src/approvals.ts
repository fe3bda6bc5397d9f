import { createHash } from 'node:crypto'
import { type Client, isAlterError } from '@alter/sdk'
import {
  type CallToolResult,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { canOpen } from './can-open.ts'
import { failure } from './result.ts'

/** How long a call waits for a decision. Clients allow a call one minute. Seconds. */
const WAIT = 50
/** Prefix that names the question for one approval. The vault describes an approval only to its asker. */
const QUESTION = 'approval:'
/** Approved calls of one tool that are remembered. */
const MOST = 20

/** Identifies a call of a tool, so that it is recognised when the tool runs again. */
export function fingerprintOf(...call: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(call)).digest('base64url').slice(0, 22)
}

/** The approvals of one tool: those that were decided before it ran again, and the one that it asks for now. */
export interface Approvals {
  /**
   * Makes a call. If a human approved it for this tool before, its answer is returned instead.
   * @param fingerprint identifies the call; `undefined` for a call with a stream as body, which cannot be recognised
   */
  run(
    fingerprint: string | undefined,
    throwOnError: boolean,
    call: () => Promise<Response>,
  ): Promise<Response>
  /** Asks a human if an error says that one must approve; `null` for any other error. */
  ask(error: unknown, server: McpServer): CallToolResult | InputRequiredResult | null
  /** Why the tool must not run: the human was not asked, or has not decided. `null` when it may. */
  refusal: string | null
}

interface Parts {
  app: Client
  user: { userToken: string } | null
  /** Seconds to wait for a decision. */
  wait: number | undefined
}

/** Reads what the client sends back from earlier calls. */
export function createApprovals({ app, user, wait = WAIT }: Parts, context: ServerContext): Approvals {
  const { inputResponses = {}, signal } = context.mcpReq
  const decided = new Map(readState(context))
  let refusal: string | null = null
  for (const name of Object.keys(inputResponses).filter((key) => key.startsWith(QUESTION))) {
    const [fingerprint = '', id = ''] = name.slice(QUESTION.length).split(':')
    const answer = inputResponse(inputResponses, name)
    if (answer.kind === 'elicit' && answer.action === 'accept') decided.set(fingerprint, id)
    else refusal = 'The user did not look at the request: nothing was done.'
  }
  const deadline = performance.now() + wait * 1000
  const calls = new WeakMap<object, string>()
  return {
    refusal,
    async run(fingerprint, throwOnError, call) {
      const id = fingerprint === undefined ? undefined : decided.get(fingerprint)
      if (id !== undefined) {
        const timeout = Math.max(1, deadline - performance.now())
        return app.awaitApproval(id, { ...user, timeout, signal, throwOnError })
      }
      try {
        return await call()
      } catch (error) {
        if (error instanceof Error && fingerprint !== undefined) calls.set(error, fingerprint)
        throw error
      }
    },
    ask(error, server) {
      if (!isAlterError(error, 'approval_required')) return null
      const { approvalId, approvalUrl, detail } = error
      const fingerprint = calls.get(error)
      const isKnown = fingerprint !== undefined && decided.size < MOST
      if (approvalUrl !== undefined && isKnown && canOpen(server, context)) {
        return inputRequired({
          inputRequests: {
            [`${QUESTION}${fingerprint}:${approvalId}`]: inputRequired.elicitUrl({
              message: `${detail} Open this page to decide.`,
              url: approvalUrl,
            }),
          },
          requestState: JSON.stringify([...decided]),
        })
      }
      const where = approvalUrl === undefined ? '' : ` The user decides here: ${approvalUrl}`
      return failure(`${detail}${where} (approval_id ${approvalId})`)
    },
  }
}

/**
 * The approvals of earlier rounds, as the client sends them back. They are not checked, because they can only name
 * approvals of the same user.
 */
function readState({ mcpReq }: ServerContext): [string, string][] {
  try {
    const state: unknown = JSON.parse(mcpReq.requestState() ?? '[]')
    return Array.isArray(state) ? state.filter(isPair).slice(0, MOST) : []
  } catch {
    return []
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
}
