import { ConnectError } from './errors.ts'
import type { Platform, Popup } from './platform.ts'
import { placeOf, record } from './record.ts'

/** `auto`: a popup, but the full page where a popup makes no sense, as on a phone. */
export type Mode = 'auto' | 'popup' | 'redirect'

interface PopupOptions {
  mode?: Mode | undefined
  whenBlocked?: 'retry' | 'redirect' | undefined
}

/**
 * Opens an empty window over the page; `null` when blocked, `undefined` where the full page is to go instead.
 * @throws {ConnectError} `unsupported_environment` on a server and in a worker; `redirect_error` where the full page
 * could not come back, or its result not be kept: in a frame, and where `sessionStorage` is
 * missing or full
 */
export function openWindow(
  platform: Platform,
  { mode, whenBlocked }: PopupOptions,
): Popup | null | undefined {
  if (!platform.document) throw new ConnectError('unsupported_environment')
  // A frame is no measure of the screen, and providers refuse to be framed; and a page leaves only where there is room
  // for what it must leave behind.
  const canLeave = !placeOf(platform.self) && record(platform, '') === ''
  // Phones, held either way, and tablets held upright.
  const isSmall = canLeave && platform.matchMedia?.('(pointer:coarse) and (max-width:960px)').matches
  if (mode === 'redirect' || (mode !== 'popup' && isSmall)) {
    if (!canLeave) throw new ConnectError('redirect_error')
    return undefined
  }
  const left = platform.screenX + platform.outerWidth / 2 - 250
  const top = platform.screenY + platform.outerHeight / 2 - 350
  try {
    // Never a window name: two instances would take each other's window.
    const popup = platform.open('', '', `width=500,height=700,left=${left},top=${top}`)
    // Some blockers open the window and close it at once.
    if (popup?.closed === false) return popup
  } catch {
    // Firefox, in a frame sandboxed without popups.
  }
  return whenBlocked === 'redirect' && canLeave ? undefined : null
}
