import { setTimeout as pause } from 'node:timers/promises'
import type { ProviderId } from '@alter/protocol'
import type { ConnectPrincipal, ConnectSession, ConnectSessionOptions } from '../answers/session.ts'
import { NetworkError } from '../errors/errors.ts'
import { isAlterError } from '../errors/guard.ts'
import { present } from '../present.ts'
import type { Settings } from '../settings.ts'
import { buildVaultCall, type Ask } from '../vault/vault-call.ts'
import { callVault } from '../vault/vault-client.ts'
import { cancelled, readResult, type ConnectedGrant, type ConnectResult } from './connect-result.ts'
import { hasBrowser, openBrowser } from './open-browser.ts'
import { plain, startProgress, type Output, type Progress } from './progress.ts'

type Passed =
  | 'requiredScopes'
  | 'grantId'
  | 'accountHint'
  | 'grantPolicy'
  | 'agent'
  | 'agentPolicy'
  | 'metadata'
  | 'timeout'
  | 'signal'

/** Options for connecting from a terminal. */
export type ConnectOptions = ConnectPrincipal &
  Pick<ConnectSessionOptions, Passed> & {
    /** Provider ids. Default: all that the app has configured. */
    providers?: ProviderId[] | undefined
    /** `false` only prints the address. Default: opens a browser if the machine has one. */
    open?: boolean | undefined
    /** Receives the address and the progress. Default: `process.stderr`. */
    output?: Output | undefined
  }

/** Returns the JWT of the user who will own the connection; `null` when the app itself will. */
type UserTokenSource = (() => Promise<string>) | null

/** How the state of a session is requested. */
interface ResultOptions {
  /** Seconds to wait for the end. */
  wait: number
  userToken: string | undefined
  timeout?: number | undefined
  signal?: AbortSignal | undefined
}

/** Pause between two tries to reach an absent vault. Milliseconds. */
const TRY_AGAIN = 1_000

/** Longest wait of one question to the vault. Seconds. */
export const LONGEST_WAIT = 25
const POLL_TIMEOUT = 60_000

/** Options of a session that no window waits for. */
export function pollSession(options: ConnectOptions): ConnectSessionOptions {
  return present({ ...options, allowedProviders: options.providers, delivery: 'poll' as const })
}

/** Shows the user the way to the Connect page and waits for the outcome. Ctrl-C and `signal` cancel the session. */
export async function connectHeadless(
  settings: Settings,
  session: ConnectSession,
  { open, output = process.stderr, signal }: ConnectOptions,
  userToken: UserTokenSource,
): Promise<ConnectedGrant[]> {
  const interrupt = new AbortController()
  function onInterrupt() {
    return interrupt.abort(cancelled('Interrupted.'))
  }
  process.once('SIGINT', onInterrupt)
  const stop = signal === undefined ? interrupt.signal : AbortSignal.any([signal, interrupt.signal])
  const close = await show(session, open ?? hasBrowser(), output)
  const progress = startProgress(output)
  try {
    const grants = await waitForEnd(settings, session, { progress, stop, userToken })
    const connected = grants.map((grant) => `Connected ${grant.providerName}: ${grant.accountIdentifier}`)
    progress.end(connected.map(plain).join('\n'))
    return grants
  } catch (error) {
    progress.end(stop.aborted ? 'Cancelled.' : 'Not connected.')
    if (stop.aborted) await cancel(settings, session)
    throw error
  } finally {
    close()
    process.off('SIGINT', onInterrupt)
    // Without another listener Ctrl-C ends the program, as it would without this call.
    if (interrupt.signal.aborted && process.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT')
  }
}

async function show({ connectUrl }: ConnectSession, open: boolean, output: Output): Promise<() => void> {
  const lead = open
    ? 'Your browser opens. If it does not, open this address:'
    : 'Open this address in a browser:'
  output.write(`${lead}\n\n  ${plain(connectUrl)}\n\n`)
  // If no browser opens, the user still has the printed address.
  return open ? openBrowser(connectUrl).catch(() => () => {}) : () => {}
}

async function waitForEnd(
  settings: Settings,
  session: ConnectSession,
  { progress, stop, userToken }: { progress: Progress; stop: AbortSignal; userToken: UserTokenSource },
): Promise<ConnectedGrant[]> {
  let needsUser = false
  let endsAt = performance.now() + session.expiresIn * 1_000
  progress.tell(STEPS.link, endsAt)
  for (;;) {
    stop.throwIfAborted()
    try {
      const token = needsUser && userToken !== null ? await userToken() : undefined
      const result = await askResult(settings, session.sessionId, {
        wait: LONGEST_WAIT,
        signal: stop,
        userToken: token,
      })
      if (result.status === 'completed') return result.grants
      if (result.status === 'failed') throw result.error
      endsAt = performance.now() + result.expiresIn * 1_000
      progress.tell(result.step === 'provider' ? atProvider(result.provider) : STEPS[result.step], endsAt)
    } catch (error) {
      stop.throwIfAborted()
      // A user's token may expire before the flow ends, so it is sent only if the key needs one.
      if (!needsUser && isAlterError(error, 'user_token_required')) {
        needsUser = true
        continue
      }
      // The session lives in the vault and survives its restart.
      if (!isAway(error) || performance.now() > endsAt) throw error
      progress.tell('The vault cannot be reached; trying again', endsAt)
      await pause(TRY_AGAIN, undefined, { signal: stop }).catch(() => {})
    }
  }
}

/** Requests the state of a session with the API key and the public id, because the token belongs to the browser. */
export function askResult(
  settings: Settings,
  sessionId: string,
  { wait, userToken, timeout = POLL_TIMEOUT, signal }: ResultOptions,
): Promise<ConnectResult> {
  const ask: Ask = {
    method: 'POST',
    userToken,
    path: '/sdk/oauth/connect/session/result',
    query: { wait },
    body: sessionId,
  }
  return callVault(settings, buildVaultCall(settings, present({ timeout, signal }), ask), readResult)
}

/** May fail: a session that is not cancelled expires. */
async function cancel(settings: Settings, { sessionToken }: ConnectSession): Promise<void> {
  const ask: Ask = { method: 'POST', path: '/sdk/oauth/connect/session/cancel', body: sessionToken }
  await callVault(settings, buildVaultCall(settings, { timeout: 2_000 }, ask), () => {}).catch(() => {})
}

const STEPS = {
  link: 'Waiting for the page to be opened',
  page: 'Waiting for you on the page',
}

function atProvider(provider = 'the provider') {
  return `Waiting for you at ${plain(provider)}`
}

function isAway(error: unknown): boolean {
  return error instanceof NetworkError && error.code !== 'provider_unreachable'
}
