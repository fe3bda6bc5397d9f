import { ApprovalRequiredError, type Client, isAlterError } from '@alter/sdk'
import {
  type CallToolResult,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { canOpen } from './can-open.ts'
import { fingerprintOf } from './fingerprint.ts'
import { openApprovalsOf } from './open-approvals.ts'
import { failure } from './result.ts'

/** How long a call waits for a decision. Clients allow a call one minute. Seconds. */
const WAIT = 50
/** Prefix that names the question for one approval. The vault describes an approval only to its asker. */
const QUESTION = 'approval:'
/** Approved calls of one tool that are remembered. */
const MOST = 20

/** The approvals of one tool: those that were decided before it ran again, and those that it asks for now. */
export interface Approvals {
  /**
   * Makes a call. If a human approved it for this tool before, its answer is returned instead.
   * @param fingerprint identifies the call; `undefined` for a call that cannot be recognised, such as one with a stream
   * as body
   */
  run(
    fingerprint: string | undefined,
    throwOnError: boolean,
    call: () => Promise<Response>,
  ): Promise<Response>
  /** Asks a human if an error says that one must approve; `null` for any other error. */
  ask(reason: unknown, server: McpServer): Promise<CallToolResult | InputRequiredResult | null>
  /** Forgets the answers that the tool has used, so that its next call is a new one. */
  settle(): void
  /** What the client sends back when the tool runs again. */
  state(): string
  /** Why the tool must not run: the human was not asked, or has not decided. `null` when it may. */
  refusal: string | null
}

interface Parts {
  app: Client
  /** The client of the vault that lasts longer than this call. */
  owner: Client
  user: { userToken: string } | null
  /** Distinguishes the calls of one tool from the same calls of another. */
  tool: string
  /** Seconds to wait for a decision. */
  wait: number | undefined
}

/** Reads what the client sends back from earlier calls. */
export function createApprovals(
  { app, owner, user, tool, wait = WAIT }: Parts,
  context: ServerContext,
): Approvals {
  const { inputResponses = {}, signal } = context.mcpReq
  const decided = new Map(readState(context))
  let refusal: string | null = null
  for (const name of Object.keys(inputResponses).filter((key) => key.startsWith(QUESTION))) {
    const [key = '', id = ''] = name.slice(QUESTION.length).split(':')
    const answer = inputResponse(inputResponses, name)
    if (answer.kind === 'elicit' && answer.action === 'accept') decided.set(key, id)
    else refusal = 'The user did not look at the request: nothing was done.'
  }
  const deadline = performance.now() + wait * 1000
  const open = openApprovalsOf(owner)
  const made = new Map<string, number>()
  const running = new Set<Promise<unknown>>()
  const asked = new Map<string, ApprovalRequiredError>()
  const used = new Set<string>()

  /** Two equal calls of one run are two calls, each with its own approval. */
  function keyOf(fingerprint: string): string {
    const count = made.get(fingerprint) ?? 0
    made.set(fingerprint, count + 1)
    return fingerprintOf(fingerprint, count, tool) ?? fingerprint
  }

  /** The key among the calls of all users. The client sends back the other, because a user's token may be renewed. */
  function ofUser(key: string): string {
    return fingerprintOf(key, user?.userToken) ?? key
  }

  /** The approval that an earlier call of the tool asked for. Throws when nobody has decided about it yet. */
  async function earlierFor(key: string): Promise<string | undefined> {
    const id = open.find(ofUser(key))
    if (id === undefined) return undefined
    try {
      const { status, approvalUrl, expiresAt } = await app.getApprovalStatus(id, { ...user, signal })
      if (status !== 'pending') return id
      const who = approvalUrl === undefined ? 'the operator of the vault' : 'the user'
      throw new ApprovalRequiredError(`Nothing was sent yet: ${who} must say yes first.`, {
        approvalId: id,
        expiresAt,
        ...(approvalUrl !== undefined && { approvalUrl }),
      })
    } catch (error) {
      if (!isAlterError(error, 'not_found')) throw error
      open.forget(ofUser(key))
      return undefined
    }
  }

  async function answerFor(key: string, id: string, throwOnError: boolean): Promise<Response> {
    const timeout = Math.max(1, deadline - performance.now())
    try {
      const response = await app.awaitApproval(id, { ...user, timeout, signal, throwOnError })
      used.add(key)
      return response
    } catch (error) {
      if (isAlterError(error, 'provider_api_error')) used.add(key)
      if (isEnd(error)) open.forget(ofUser(key))
      throw error
    }
  }

  async function askOrCall(key: string, throwOnError: boolean, call: () => Promise<Response>) {
    const id = await earlierFor(key)
    if (id === undefined) return call()
    decided.set(key, id)
    return answerFor(key, id, throwOnError)
  }

  function state(): string {
    return JSON.stringify([...decided].slice(0, MOST))
  }

  return {
    refusal,
    state,
    async run(fingerprint, throwOnError, call) {
      if (fingerprint === undefined) return call()
      const key = keyOf(fingerprint)
      const id = decided.get(key)
      if (id !== undefined) return answerFor(key, id, throwOnError)
      const answer = askOrCall(key, throwOnError, call)
      running.add(answer)
      try {
        return await answer
      } catch (error) {
        if (isAlterError(error, 'approval_required')) {
          asked.set(key, error)
          open.keep(ofUser(key), error.approvalId, error.expiresAt)
        }
        throw error
      } finally {
        running.delete(answer)
      }
    },
    async ask(reason, server) {
      if (isAlterError(reason, 'approval_timeout')) {
        return failure('Nobody has decided about the request yet: call this tool again later.')
      }
      if (!isAlterError(reason, 'approval_required')) return null
      // Calls that run at the same time may need a yes too. One that nobody is asked about now would be asked for twice.
      await Promise.allSettled(running)
      const errors = [...new Set([reason, ...asked.values()])]
      const isKnown = errors.length === asked.size && decided.size + asked.size <= MOST
      if (
        isKnown &&
        canOpen(server, context) &&
        errors.every(({ approvalUrl }) => approvalUrl !== undefined)
      ) {
        return inputRequired({
          inputRequests: Object.fromEntries(
            [...asked].map(([key, { approvalId, approvalUrl = '', detail }]) => [
              `${QUESTION}${key}:${approvalId}`,
              inputRequired.elicitUrl({ message: `${detail} Open this page to decide.`, url: approvalUrl }),
            ]),
          ),
          requestState: state(),
        })
      }
      const again = isKnown ? ' Afterwards, call this tool again.' : ''
      return failure(`${errors.map(inWords).join('\n')}${again}`)
    },
    settle() {
      for (const key of used) open.forget(ofUser(key))
    },
  }
}

function inWords({ approvalId, approvalUrl, detail }: ApprovalRequiredError): string {
  const where = approvalUrl === undefined ? '' : ` The user decides here: ${approvalUrl}`
  return `${detail}${where} (approval_id ${approvalId})`
}

/** Codes of an approval that has ended, so that the next call must be asked for again. */
const ENDS = new Set<string>([
  'approval_answer_gone',
  'approval_denied',
  'approval_expired',
  'approval_failed',
  'not_found',
])

function isEnd(error: unknown): boolean {
  return isAlterError(error) && ENDS.has(error.code)
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
