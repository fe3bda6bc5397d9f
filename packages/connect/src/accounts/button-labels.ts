import type { ConnectState } from '../outcome.ts'
import { isBeforeProvider } from '../errors.ts'
import type { ButtonTexts } from './button-texts.ts'
import { fill } from './words.ts'

export type Saying = 'connect' | 'connecting' | 'blocked' | 'connected' | 'error' | 'notStarted'

/** Which of the labels a flow's state is. */
export function sayingOf(state: ConnectState): Saying {
  const { status } = state
  if (status === 'error') return isBeforeProvider(state.error) ? 'notStarted' : 'error'
  if (status === 'idle' || status === 'exit') return 'connect'
  return status === 'blocked' || status === 'connected' ? status : 'connecting'
}

/** All that the button may say. */
export function labelsOf(
  texts: ButtonTexts,
  name: string,
  grantId: string | undefined,
): Record<Saying, string> {
  return {
    connect: fill(grantId ? texts.reconnect : texts.connect, name),
    connecting: texts.connecting,
    blocked: texts.blocked,
    connected: fill(texts.connected, name),
    error: fill(texts.error, name),
    notStarted: texts.notStarted,
  }
}
