import type { State } from './state.ts'
import type { Controls, Screen } from './screen.ts'
import { screenOf } from './screens.ts'
import { TEXT } from './text.ts'

/** Shows states in the document: one screen at a time, the focus on its heading. */
export function createView(controls: Controls): (state: State) => void {
  const page = byId('page')
  const status = byId('status')
  let shown: { scene: State['status']; screen: Screen } | undefined

  return (state) => {
    const scene = sceneOf(state.status)
    if (shown?.scene !== scene) {
      const screen = screenOf(state, controls)
      shown = { scene, screen }
      page.replaceChildren(...screen.parts)
      page.setAttribute('aria-busy', String(scene === 'starting'))
      status.textContent = screen.announcement ?? ''
      const heading = page.querySelector('h1')
      document.title = heading?.textContent ?? TEXT.page
      const refused = page.querySelector<HTMLElement>('[aria-invalid]')
      // Before there is anything to read, the browser keeps the focus.
      if (scene !== 'starting') (refused ?? heading)?.focus({ preventScroll: true })
    }
    page.dataset['status'] = state.status
    shown.screen.update?.(state)
  }
}

/** States that look alike share a scene: drawing it anew would start its motion again. */
function sceneOf(status: State['status']): State['status'] {
  if (status === 'greeting') return 'starting'
  return status === 'away' ? 'leaving' : status
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page lacks #${id}`)
  return found
}
