import { ACTION_TEXTS } from '../../texts/button-texts.ts'
import { isAbout, isBusy } from '../../button/flow-state.ts'
import { h, type Child } from './pieces.ts'
import type { ListTarget } from './model.ts'
import type { ViewModel } from './view-model.ts'

/** Connects or reconnects; while the window is open it says how to go on. */
export function connectAction(model: ViewModel, target: ListTarget, text: string, labelId: string): Child[] {
  const { flow, own, parts } = model
  const connecting = own.connecting ?? ACTION_TEXTS.connecting
  const busy = isAbout(flow, target) && isBusy(flow)
  const id = `${labelId}-connect`
  return [
    h(
      'button',
      {
        key: 'connect',
        part: 'action primary',
        type: 'button',
        'aria-busy': String(busy),
        'aria-labelledby': `${id} ${labelId}`,
        onclick({ currentTarget }: MouseEvent) {
          // WebKit does not focus a clicked button: without this, nothing had the focus once the window closes.
          if (currentTarget instanceof HTMLElement) currentTarget.focus()
          model.connect(target)
        },
      },
      // All texts that may stand here share one cell, so the longest makes its size.
      h(
        'span',
        { part: 'label' },
        h('span', { id }, busy ? connecting : text),
        h('span', { 'data-text': text }),
        h('span', { 'data-text': connecting }),
      ),
    ),
    busy && flow.status !== 'opening' && parts?.waitingHelp(model, target),
  ]
}
