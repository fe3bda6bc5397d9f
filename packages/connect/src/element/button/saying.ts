import { isWindowOpen } from '../../button/flow-state.ts'
import { labelsOf, sayingOf } from '../../button/button-labels.ts'
import { BUTTON_TEXTS, type ButtonTexts } from '../../texts/button-texts.ts'
import type { ConnectState } from '../../outcome.ts'
import { read } from '../properties.ts'

/** What a button shows and says aloud. */
export interface Saying {
  label: string
  /** Empty where the state says nothing. */
  aloud: string
  /** All that it may show: the longest of them makes its size. */
  labels: string[]
  isBusy: boolean
}

/** An attribute such as `text-waiting` says it in other words. */
export function sayingFor(
  element: HTMLElement,
  state: ConnectState,
  name: string | undefined,
  others: Partial<ButtonTexts>,
): Saying {
  const texts = { ...BUTTON_TEXTS, ...others }
  const labels = labelsOf(
    texts,
    name,
    { grantId: read(element, 'grantId'), agent: read(element, 'agent') },
    state,
  )
  const saying = sayingOf(state)
  const isBusy = saying === 'connecting'
  const own = read(element, `text-${isBusy ? 'waiting' : saying}`)
  const label = own ?? labels[saying]
  return {
    label,
    // On a phone no window opens: until the provider's page comes, the label is all there is to say.
    aloud: saying === 'connect' ? '' : isWindowOpen(state) ? (own ?? texts.waiting) : label,
    labels: [label, `${labels.connected} ✓`, ...Object.values(labels)],
    isBusy,
  }
}
