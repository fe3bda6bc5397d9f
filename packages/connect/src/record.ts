import type { Flow } from './flow.ts'
import type { Platform } from './platform.ts'

/** The flow that a page of this tab left behind. */
export const RECORD = 'alter_connect'

/** What this tab keeps over a reload; `undefined` where that is not allowed. */
export function memory(platform: Platform): Platform['sessionStorage'] {
  try {
    return platform.sessionStorage
  } catch {
    return undefined
  }
}

/** Keeps what the next page of this tab must know. */
export function keep(flow: Flow): void {
  const { provider, grantId } = flow.options
  const now = flow.platform.Date.now()
  memory(flow.platform)?.setItem(
    RECORD,
    JSON.stringify([flow.session, { provider, grantId }, flow.told, !flow.window, now]),
  )
}

export function forget(platform: Platform): void {
  memory(platform)?.removeItem(RECORD)
}
