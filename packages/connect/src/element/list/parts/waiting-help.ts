import { HELP_TEXTS, type HelpTexts } from '../../../texts/help-texts.ts'
import type { Texts } from '../../../texts/texts.ts'
import { h, type Child } from '../pieces.ts'
import { action } from '../action.ts'
import type { ListModel, ListTarget } from '../model.ts'

/** How to go on while the window is open. */
export function waitingHelp(model: ListModel, target: ListTarget): Child {
  const texts: HelpTexts = { ...HELP_TEXTS, ...model.own }
  return h(
    'span',
    { key: 'help', part: 'help' },
    h('span', {}, texts.waiting),
    h(
      'span',
      { part: 'actions' },
      action(texts.showWindow, () => model.connect(target)),
      action(texts.cancel, model.cancel),
    ),
  )
}

/** The same, to be heard. */
export function waitingWords(own: Partial<Texts>): string {
  return own.waiting ?? HELP_TEXTS.waiting
}
