import type { CallOptions } from '../call.ts'
import { startDeadline } from '../deadline.ts'
import { ApprovalTimeoutError } from '../errors/approval-errors.ts'
import { isAlterError } from '../errors/guard.ts'
import { present } from '../present.ts'
import type { Settings } from '../settings.ts'
import { buildVaultCall, segment } from '../vault/vault-call.ts'
import { callProvider } from '../vault/vault-client.ts'

/** How to wait for a decision and its result. */
export interface AwaitApprovalOptions extends CallOptions {
  /** Milliseconds to wait for the result. Default: until the approval expires. */
  timeout?: number | undefined
  /** `false` returns the provider's 4xx and 5xx like any answer. Default: they throw `ProviderApiError`. */
  throwOnError?: boolean | undefined
}

/** Longest wait of one question to the vault. Seconds. */
const LONGEST_WAIT = 25
/** Time for the answer beyond that wait. Milliseconds. */
const ON_TOP = 15_000
/** Consecutive questions that may fail on the way to the vault. */
const MOST_FAILED = 10
/** Pause between two failed questions. Milliseconds. */
const PAUSE = 2000
/** The longest timer of Node, and far beyond the life of an approval. Milliseconds. */
const FOR_EVER = 2_147_483_647

/** The provider's answer to an approved call, with any status. */
export async function awaitAnswer(
  settings: Settings,
  id: string,
  userToken: string | undefined,
  { timeout = FOR_EVER, signal }: Pick<AwaitApprovalOptions, 'timeout' | 'signal'>,
): Promise<Response> {
  if (!(timeout > 0 && timeout <= FOR_EVER)) {
    throw new TypeError('timeout is not a positive number of milliseconds.')
  }
  const path = `/sdk/approvals/${segment(id, 'approvalId')}/result`
  const deadline = startDeadline(timeout, signal, () => timedOut(id, timeout))
  try {
    for (let failed = 0; ;) {
      const wait = Math.min(LONGEST_WAIT, Math.floor(deadline.remaining() / 1000))
      const call = buildVaultCall(
        settings,
        present({ timeout: wait * 1000 + ON_TOP, signal: deadline.signal }),
        { method: 'GET', path, query: { wait }, userToken },
      )
      try {
        return await callProvider(settings, call)
      } catch (error) {
        deadline.signal.throwIfAborted()
        const isWaiting = isAlterError(error, 'approval_required')
        failed = isWaiting ? 0 : failed + 1
        if (!isWaiting && (!mayPass(error) || failed === MOST_FAILED)) throw error
        // A vault that is closing answers at once. The pause keeps the next question from following immediately.
        if (!isWaiting || wait === 0) await deadline.pause(Math.min(PAUSE, deadline.remaining() + 1))
      }
    }
  } finally {
    deadline.clear()
  }
}

function timedOut(approvalId: string, timeout: number): ApprovalTimeoutError {
  return new ApprovalTimeoutError(
    `Nobody decided within ${timeout} ms. The approval is still open: wait again.`,
    {
      approvalId,
    },
  )
}

/** A vault keeps its approvals over a restart, so a missing vault is no failure yet. */
function mayPass(error: unknown): boolean {
  return (
    isAlterError(error, 'network_error') ||
    isAlterError(error, 'unavailable') ||
    isAlterError(error, 'timeout')
  )
}
