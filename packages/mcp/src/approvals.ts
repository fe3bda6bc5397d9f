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

/** Seconds: clients give a call a minute. */
const WAIT = 50
/** Names the question for one approval. The vault describes an approval only to whoever asked for it. */
const QUESTION = 'approval:'
/** Calls of one tool that a human has said yes to. */
const MOST = 20

/** What names a call among those of one tool, so that it is known again when the tool runs anew. */
export function fingerprintOf(...call: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(call)).digest('base64url').slice(0, 22)
}

/** The approvals of one tool: those that were decided before it ran anew, and the one that it asks for now. */
export interface Approvals {
  /**
   * Makes a call, unless it was made for the tool when a human said yes to it: then its answer is there.
   * @param fingerprint names it; `undefined` for one that cannot be known again, whose body is a stream
   */
  run(
    fingerprint: string | undefined,
    throwOnError: boolean,
    call: () => Promise<Response>,
  ): Promise<Response>
  /** Asks a human, where an error says that one must say yes; `null` for any other. */
  ask(error: unknown, server: McpServer): CallToolResult | InputRequiredResult | null
  /** Why the tool is not to run: the human was not asked, or has not decided. */
  refusal: string | null
}

interface Parts {
  app: Client
  user: { userToken: string } | null
  /** Seconds to wait for who decides. */
  wait: number | undefined
}

/** Reads what the client carries from the calls before this one. */
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

/** The approvals of earlier rounds, as the client carries them. It may say what it likes: they are its own user's. */
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
