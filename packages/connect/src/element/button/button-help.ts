import { isWindowOpen } from '../../button/flow-state.ts'
import { flowReason } from '../../button/flow-reason.ts'
import { HELP_TEXTS, type HelpTexts } from '../../texts/help-texts.ts'
import type { Texts } from '../../texts/texts.ts'
import type { ConnectState } from '../../outcome.ts'
import { HELP_STYLE } from './help-style.ts'
import { createSheet } from '../style.ts'

/** A button, as what stands below it sees it. */
export interface HelpedButton {
  root: ShadowRoot
  button: HTMLButtonElement
  /** Brings the window to the front. */
  showWindow: () => void
  /** Closes the window. */
  cancel: () => void
}

/** Shows below a button how to go on while the window is open, and then why nothing was connected. */
export type ShowHelp = (state: ConnectState, own: Partial<Texts>) => void

export function createButtonHelp({ root, button, showWindow, cancel }: HelpedButton): ShowHelp {
  let box: HTMLElement | undefined
  let shown = ''

  function createBox(): HTMLElement {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, createSheet(HELP_STYLE)]
    const element = create('span', 'help')
    element.id = 'help'
    return element
  }

  return (state, own) => {
    const texts: HelpTexts = { ...HELP_TEXTS, ...own }
    const isOpen = isWindowOpen(state)
    const reason = flowReason(state, texts)
    const wanted = isOpen ? [texts.waiting, texts.showWindow, texts.cancel].join('\n') : (reason ?? '')
    if (wanted === shown) return
    shown = wanted
    box ??= createBox()
    // The button that has the focus here is about to go.
    if (box.contains(root.activeElement)) button.focus()
    box.dataset['kind'] = isOpen ? 'waiting' : state.status
    box.replaceChildren(
      ...(isOpen
        ? [
            create('span', 'help-text', texts.waiting),
            create(
              'span',
              'actions',
              createAction(texts.showWindow, showWindow),
              createAction(texts.cancel, cancel),
            ),
          ]
        : [shown]),
    )
    // It is read with the button. The live region says once what has happened.
    if (reason === undefined) button.removeAttribute('aria-describedby')
    else button.setAttribute('aria-describedby', box.id)
    if (shown) button.after(box)
    else box.remove()
  }
}

function create(tag: string, part: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag)
  element.part.add(part)
  element.append(...children)
  return element
}

function createAction(text: string, act: () => void): HTMLElement {
  const action = create('button', 'action', text)
  action.setAttribute('type', 'button')
  action.addEventListener('click', act)
  return action
}
