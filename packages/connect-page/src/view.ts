import type { State } from './state.ts'
import type { Controls, Screen } from './screen.ts'
import { screenOf } from './screens.ts'
import type { Texts } from '@alter/connect/languages/window-texts'

export interface View {
  show(state: State): void
  /** Draws the present screen again in these texts, and uses them from now on. */
  speak(texts: Texts): void
}

/** Shows states in the document, one screen at a time, with the focus on its heading. */
export function createView(controls: Omit<Controls, 'texts'>): View {
  const page = byId('page')
  const status = byId('status')
  let shown: { scene: string; screen: Screen } | undefined
  let current: State | undefined
  let texts: Texts | undefined

  function draw(state: State, words: Texts): void {
    const scene = sceneOf(state)
    if (shown?.scene !== scene) {
      const screen = screenOf(state, { ...controls, texts: words })
      shown = { scene, screen }
      page.replaceChildren(...keepHeading(page, screen.parts))
      const isBusy = state.status === 'starting' || state.status === 'greeting'
      page.setAttribute('aria-busy', String(isBusy))
      status.textContent = screen.announcement ?? ''
      const heading = page.querySelector('h1')
      document.title = heading?.textContent ?? words.page
      const refused = page.querySelector<HTMLElement>('[aria-invalid]')
      // The browser keeps the focus until there is something to read.
      if (!isBusy) (refused ?? heading)?.focus({ preventScroll: true })
    }
    page.dataset['status'] = state.status
    shown.screen.update?.(state)
  }

  return {
    show(state) {
      current = state
      if (texts !== undefined) draw(state, texts)
    },
    speak(next) {
      if (next === texts) return
      texts = next
      document.documentElement.lang = next.locale
      document.documentElement.dir = 'ltr'
      shown = undefined
      if (current !== undefined) draw(current, next)
    },
  }
}

/** Keeps the heading's element if its text is the same, so that it is not painted or read again. */
function keepHeading(page: HTMLElement, parts: HTMLElement[]): HTMLElement[] {
  const heading = page.querySelector('h1')
  return parts.map((part) => (heading?.isEqualNode(part) === true ? heading : part))
}

/** States that look alike share a scene, because drawing it again would restart its animation. */
function sceneOf(state: State): string {
  if (state.status === 'stuck') return `stuck: ${state.trouble.code}`
  return state.status === 'away' ? 'leaving' : state.status
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page lacks #${id}`)
  return found
}
