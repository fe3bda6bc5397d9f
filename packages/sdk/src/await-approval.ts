import type { CallOptions } from './call.ts'
import { ApprovalTimeoutError } from './approval-errors.ts'
import { startDeadline } from './deadline.ts'
import { isAlterError } from './guard.ts'
import { present } from './present.ts'
import type { Settings } from './settings.ts'
import { buildVaultCall, segment } from './vault-call.ts'
import { callProvider } from './vault-client.ts'

/** How long to wait for a human, and for what. */
export interface AwaitApprovalOptions extends CallOptions {
  /** Milliseconds to wait for the end. Default: until the approval ends by itself. */
  timeout?: number | undefined
  /** `false`: the provider's 4xx and 5xx are returned like any answer. Default: they throw `ProviderApiError`. */
  throwOnError?: boolean | undefined
}

/** Seconds that the vault lets one question wait. */
const LONGEST_WAIT = 25
/** Milliseconds for the answer beyond that. */
const ON_TOP = 15_000
/** Questions in a row that may fail of the way to the vault. */
const MOST_FAILED = 10
/** Milliseconds between two of those. */
const PAUSE = 2000
/** The longest that a clock of Node counts, and far beyond what an approval lives. Milliseconds. */
const FOR_EVER = 2_147_483_647

/** The provider's answer to an approved call, whatever its status. */
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
        // A vault that answers at once, because it is closing, is not asked at once again.
        if (!isWaiting || wait === 0) await deadline.pause(Math.min(PAUSE, deadline.remaining() + 1))
      }
    }
  } finally {
    deadline.clear()
  }
}

function timedOut(approvalId: string, timeout: number): ApprovalTimeoutError {
  return new ApprovalTimeoutError(`Nobody decided within ${timeout} ms. The approval stands: wait again.`, {
    approvalId,
  })
}

/** A vault that restarts keeps its approvals, so its absence is waited out. */
function mayPass(error: unknown): boolean {
  return (
    isAlterError(error, 'network_error') ||
    isAlterError(error, 'unavailable') ||
    isAlterError(error, 'timeout')
  )
}
