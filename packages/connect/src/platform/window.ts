import { ConnectError } from '../errors.ts'
import type { Platform, Popup } from './browser.ts'
import { isAvailable, placeOf } from './tab-storage.ts'

/** `auto`: a popup, but the full page where a popup makes no sense, as on a phone. */
export type Mode = 'auto' | 'popup' | 'redirect'

interface WindowOptions {
  mode?: Mode | undefined
  whenBlocked?: 'retry' | 'redirect' | undefined
}

/** Where the Connect page can be shown: in a window, or in place of this page. */
export type Opened = Popup | 'page' | 'blocked'

/**
 * Opens an empty window over the page.
 * @throws {ConnectError} `unsupported_environment` on a server and in a worker; `redirect_error` where the full page
 * could not come back or its session could not be stored: in a frame, and where `sessionStorage` is missing or full
 */
export function openWindow(platform: Platform, { mode, whenBlocked }: WindowOptions): Opened {
  if (!platform.document) throw new ConnectError('unsupported_environment')
  // The size of a frame says nothing about the screen, and providers refuse to be framed.
  const canLeave = !placeOf(platform.self) && isAvailable(platform)
  // True on phones, held either way, and on tablets held upright.
  const isSmall = canLeave && platform.matchMedia?.('(pointer:coarse) and (max-width:960px)').matches
  if (mode === 'redirect' || (mode !== 'popup' && isSmall)) {
    if (!canLeave) throw new ConnectError('redirect_error')
    return 'page'
  }
  const left = platform.screenX + platform.outerWidth / 2 - 250
  const top = platform.screenY + platform.outerHeight / 2 - 350
  try {
    // The window has no name: two widgets would take each other's window.
    const popup = platform.open('', '', `width=500,height=700,left=${left},top=${top}`)
    // Some blockers open the window and close it at once.
    if (popup?.closed === false) {
      paint(popup, platform.document.title)
      return popup
    }
  } catch {
    // Firefox throws in a frame that is sandboxed without popups.
  }
  return whenBlocked === 'redirect' && canLeave ? 'page' : 'blocked'
}

/** Shows the app's title until the Connect page arrives, light or dark as the reader has it: no white flashes in the dark. */
function paint({ document }: Popup, app: string): void {
  if (!document) return
  document.documentElement.style.cssText = 'color-scheme:light dark;font-family:system-ui;padding:2em'
  document.body.textContent = document.title = app
}
