import type { ConnectState, NewConnections, Target } from '../outcome.ts'
import { isBeforeProvider } from '../errors.ts'
import type { ButtonTexts } from '../texts/button-texts.ts'
import { fill, fillWithWords } from '../words.ts'

export type Saying = 'connect' | 'connecting' | 'blocked' | 'connected' | 'error' | 'notStarted'

/** Which of the labels a flow's state is. */
export function sayingOf(state: ConnectState): Saying {
  const { status } = state
  if (status === 'error') return isBeforeProvider(state.error) ? 'notStarted' : 'error'
  if (status === 'idle' || status === 'exit') return 'connect'
  return status === 'blocked' || status === 'connected' ? status : 'connecting'
}

/**
 * All that the button may say.
 * @param name of the provider; `undefined` where the user chooses one in the window
 */
export function labelsOf(
  texts: ButtonTexts,
  name: string | undefined,
  { grantId, agent }: Pick<Target, 'grantId' | 'agent'>,
  state: ConnectState,
): Record<Saying, string> {
  const user = state.status === 'connected' ? agentLetIn(state.connections, agent) : textOf(agent)
  function say(text: string): string {
    return name === undefined ? fillWithWords(text, texts.account) : fill(text, name)
  }
  return {
    connect: say(grantId ? texts.reconnect : texts.connect),
    connecting: texts.connecting,
    blocked: texts.blocked,
    connected: say(user ? texts.delegated.replace('{agent}', () => user) : texts.connected),
    error: say(texts.error),
    notStarted: texts.notStarted,
  }
}

function agentLetIn(connections: NewConnections, asked: unknown): string | undefined {
  const given = connections.find(({ delegation }) => delegation)?.delegation
  return given && (textOf(given.display_name) ?? textOf(asked))
}

/** A page may pass anything as `agent`, and only ids and labels of connections were checked when they came. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
