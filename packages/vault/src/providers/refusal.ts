import { type RefusalCode, refusalOf } from '@alter/protocol'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'

/** The code for an OAuth error, and the end of the sentence that explains it. */
export function readRefusal({ denial_errors }: Provider, error: string): { code: RefusalCode; said: string } {
  const code = refusalOf(error, denial_errors)
  const quoted = printable(error)
  if (code === 'access_denied') {
    return { code, said: `was not given consent${error === code ? '' : ` (${quoted})`}` }
  }
  if (code === 'provider_error' || code === 'provider_misconfigured')
    return { code, said: `refused with ${quoted}` }
  const toDo = TO_DO.get(error.toLowerCase()) ?? 'needs something of you there first'
  return { code, said: `${toDo} (${quoted})` }
}

const TO_DO = new Map([
  ['login_required', 'needs you to sign in there first'],
  ['account_selection_required', 'needs you to choose an account there first'],
])
