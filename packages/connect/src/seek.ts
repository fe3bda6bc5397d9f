import { ConnectError } from './errors.ts'
import type { Flow } from './flow.ts'
import type { Fields } from './message.ts'
import { move } from './move.ts'
import { read } from './read.ts'
import { call, cancel, fail, finish } from './settle.ts'

/**
 * What the flow noticed. `slow`: nothing, for a while. `back`: the user, perhaps, on the page. `closed`: the window,
 * and the focus came back from it. `gone`: the window, but not yet the focus. `left`: the window, while it showed
 * our page, and something may have been connected before. `failed`: as the fields of its message say.
 */
export type Sign = 'slow' | 'back' | 'closed' | 'gone' | 'left' | 'failed'

export type Seek = (sign: Sign, fields?: Fields) => void

/** What the part that is loaded later uses of this one. */
export interface Tools {
  ConnectError: typeof ConnectError
  call: typeof call
  cancel: typeof cancel
  finish: typeof finish
  move: typeof move
  read: typeof read
}

const TOOLS: Tools = { ConnectError, call, cancel, finish, move, read }

/** Asks the vault: the part of the widget that a flow without trouble does not load. */
export function seek(flow: Flow, sign: Sign, fields?: Fields): void {
  const { session } = flow
  if (!session || flow.life.signal.aborted) return
  flow.seeking ??= import('./vault.ts').then(({ askVault }) => askVault(flow, session, TOOLS))
  flow.seeking.then(
    (found) => found(sign, fields),
    (cause) => !flow.window && flow.platform.document.hasFocus() && fail(flow, cause),
  )
}
