import type { ConnectState } from '../outcome.ts'
import { connectWords } from './connect-words.ts'
import type { HelpTexts } from './help-texts.ts'

/** Why a flow has connected nothing, in words; nothing while it runs, and where another one took its place. */
export function flowReason(state: ConnectState, texts: HelpTexts): string | undefined {
  if (state.status === 'blocked') return texts.connectErrors.popup_blocked
  if (state.status === 'exit') return state.reason === 'replaced' ? undefined : texts.left
  return state.status === 'error' ? connectWords(state.error, texts) : undefined
}
