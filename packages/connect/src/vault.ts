import { hear } from './answer.ts'
import type { Flow } from './flow.ts'
import { poll } from './poll.ts'
import type { Seek, Tools } from './seek.ts'
import type { FlowSession } from './session.ts'

/**
 * Where a lost user is. `detached`: elsewhere, perhaps in the window. `doubtful`: the focus will tell. `asked`: gone,
 * unless the vault's next answer says otherwise. `grace`: back, and the result may take a moment. `over`: gone.
 */
type Stage = 'detached' | 'doubtful' | 'asked' | 'grace' | 'over'

/**
 * Asks the vault how the session stands: the one channel that no window policy cuts. Settles the flow where its window
 * cannot, and tells a user who left from one who is in a window out of sight.
 */
export function askVault(flow: Flow, session: FlowSession, tools: Tools): Seek {
  const { platform, life } = flow
  /** How long the focus may take to come back from a closed window, in milliseconds. */
  const FOCUS_WITHIN = 250
  /** How long a result may take once the user is back, in milliseconds. */
  const GRACE = 2000
  let stage: Stage = 'detached'
  let timer: number | undefined

  const wait = (milliseconds: number, callback: () => void): void => {
    platform.clearTimeout(timer)
    timer = platform.setTimeout(() => !flow.window && stage !== 'over' && callback(), milliseconds)
  }

  /** Never an exit while the user is elsewhere: perhaps in the window. */
  const giveUp = (): void => {
    if (platform.document.hasFocus()) {
      stage = 'over'
      tools.finish(flow, { status: 'exit', reason: 'closed', certain: false })
    } else {
      stage = 'detached'
      tools.move(flow, { status: 'detached' })
    }
  }

  const ask = poll(flow, tools, (answer) => {
    hear(flow, tools, answer)
    if (stage === 'asked' && !flow.window) giveUp()
  })

  const question = (next: 'asked' | 'grace'): void => {
    if (!flow.window && stage !== 'over') {
      stage = next
      wait(flow.options.grace ?? GRACE, giveUp)
    }
    ask()
  }

  const ended = new Promise<void>((end) => {
    life.signal.addEventListener('abort', () => {
      platform.clearTimeout(timer)
      stage = 'over'
      // The last question goes, and no other comes.
      ask()
      end()
    })
  })
  // One page of all goes on with a session.
  platform.navigator.locks?.request('alter:' + session.id, life, () => ended).catch(() => {})
  return (sign, fields) => {
    if (life.signal.aborted) return
    if (sign === 'failed') hear(flow, tools, { ...fields, status: sign })
    else if (sign === 'closed') question('asked')
    else if (sign === 'back') {
      if (stage === 'doubtful' && platform.document.hasFocus()) question('asked')
      else if (stage === 'detached' && platform.document.hasFocus()) question('grace')
      else if (stage !== 'asked') ask()
    }
    if (sign === 'gone') {
      stage = 'doubtful'
      // A window that never took the focus gives none back: where the page has it, the user is here.
      wait(FOCUS_WITHIN, () => (platform.document.hasFocus() ? question('grace') : giveUp()))
    }
    if (sign === 'left') {
      question('grace')
      // What was connected before the user left is theirs: the vault ends the session with it.
      void tools.cancel(flow)?.then(() => question('asked'))
    }
  }
}
