import { ApprovalRequiredError, type Client, isAlterError } from '@alter/sdk'
import {
  type CallToolResult,
  inputRequired,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { inWords, stopped } from './approval-words.ts'
import { canOpen } from './can-open.ts'
import { MOST, questionOf, readDecided, stateOf } from './decided.ts'
import { fingerprintOf } from './fingerprint.ts'
import { openApprovalsOf, type Run } from './open-approvals.ts'
import { failure } from './result.ts'
import type { CallUser } from './user.ts'

/** How long a call waits for a decision. Clients allow a call one minute. Seconds. */
const WAIT = 50

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
  /**
   * Forgets the answers that the tool has used, so that its next call is a new one. Only for a tool that did its work:
   * another is called again, and must find them. A cancelled tool forgets nothing, because nobody got its result.
   */
  settle(): void
  /** Forgets the call whose own error ended the tool: the provider refused it, so it may be asked for again. */
  settleFailed(error: unknown): void
  /** Lets other runs of the tool use what this one did not settle. */
  end(): void
  /** What the client sends back when the tool runs again. */
  state(): string
  /** Why the tool must not run: the human was not asked, or has not decided. `null` when it may. */
  refusal: string | null
}

interface Parts {
  app: Client
  /** The client of the vault that lasts longer than this call. */
  owner: Client
  user: CallUser | null
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
  const { signal } = context.mcpReq
  const { decided, isRefused } = readDecided(context)
  const deadline = performance.now() + wait * 1000
  const open = openApprovalsOf(owner, user)
  const self: Run = { isOver: false }
  const made = new Map<string, number>()
  const running = new Set<Promise<unknown>>()
  const asked = new Map<string, ApprovalRequiredError>()
  /** The approvals whose answer the tool has got, each with the error that the answer was. */
  const used = new Map<string, unknown>()

  /** Two equal calls of one run are two calls, each with its own approval. */
  function keyOf(fingerprint: string): string {
    const count = made.get(fingerprint) ?? 0
    made.set(fingerprint, count + 1)
    return fingerprintOf(fingerprint, count, tool) ?? fingerprint
  }

  /** The approval that an earlier call of the tool asked for. Throws when nobody has decided about it yet. */
  async function earlierFor(key: string): Promise<string | undefined> {
    const id = open.take(key, self)
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
      open.forget(id)
      return earlierFor(key)
    }
  }

  async function answerFor(id: string, throwOnError: boolean): Promise<Response> {
    const timeout = Math.max(1, deadline - performance.now())
    try {
      const response = await app.awaitApproval(id, { ...user, timeout, signal, throwOnError })
      used.set(id, undefined)
      return response
    } catch (error) {
      if (isAlterError(error, 'provider_api_error')) used.set(id, error)
      if (isEnd(error)) open.forget(id)
      throw error
    }
  }

  async function askOrCall(key: string, throwOnError: boolean, call: () => Promise<Response>) {
    const id = await earlierFor(key)
    if (id === undefined) return call()
    decided.set(key, id)
    return answerFor(id, throwOnError)
  }

  return {
    refusal: isRefused ? stopped('The user did not look at the request', decided) : null,
    state: () => stateOf(decided),
    async run(fingerprint, throwOnError, call) {
      if (fingerprint === undefined) return call()
      const key = keyOf(fingerprint)
      const id = decided.get(key)
      if (id !== undefined) {
        open.hold(id, self)
        return answerFor(id, throwOnError)
      }
      const answer = askOrCall(key, throwOnError, call)
      running.add(answer)
      try {
        return await answer
      } catch (error) {
        if (isAlterError(error, 'approval_required')) {
          asked.set(key, error)
          open.keep(key, error, self)
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
              questionOf(key, approvalId),
              inputRequired.elicitUrl({ message: `${detail} Open this page to decide.`, url: approvalUrl }),
            ]),
          ),
          requestState: stateOf(decided),
        })
      }
      const again = isKnown ? ' Afterwards, call this tool again.' : ''
      return failure(`${errors.map(inWords).join('\n')}${again}`)
    },
    settle() {
      if (signal.aborted) return
      for (const id of used.keys()) open.forget(id)
    },
    settleFailed(error) {
      if (signal.aborted) return
      for (const [id, own] of used) if (own !== undefined && own === error) open.forget(id)
    },
    end() {
      self.isOver = true
    },
  }
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
