import { AlterProvider } from '@alter/connect-react'
import { playAlterMock } from '@alter/connect-mock/browser'
import type { ReactElement, ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { LANGUAGES } from './languages.ts'
import { found, gone } from './scene.ts'
import { SCENES } from './scenes.ts'
import { readSettings, type Settings } from './settings.ts'
import { isStateId, type StateId, STATES } from './states.ts'

/**
 * Shows only the state in the address. `data-ready` on the root element names the state once it is reached. A new
 * address without a new page, as after Back, shows another state.
 */
export function openStage(root: HTMLElement, id: StateId, settings: Settings): void {
  let close = show(root, id, settings)
  let last = SCENES[id]
  addEventListener('popstate', () => {
    const query = new URLSearchParams(location.search)
    const next = query.get('state')
    delete document.documentElement.dataset['ready']
    if (next === null || !isStateId(next) || last.isAlone || SCENES[next].isAlone) return location.reload()
    close()
    last = SCENES[next]
    close = show(root, next, readSettings(query))
  })
}

/** The returned function removes everything. */
function show(root: HTMLElement, id: StateId, { lang, dir, theme }: Settings): () => void {
  const html = document.documentElement
  html.lang = lang
  html.dir = dir
  html.dataset['theme'] = theme
  document.title = STATES.get(id)?.title ?? ''
  // The saved height of the list belongs to another state.
  localStorage.clear()

  const scene = SCENES[id]
  const { scenario = 'success', grantTtl, providers, handlers } = scene
  const mock = playAlterMock({
    scenario,
    ...(grantTtl !== undefined && { grantTtl }),
    ...(providers && { providers }),
    ...(handlers && { handlers }),
  })
  const stage = createRoot(root)
  let isOver = false

  async function play(): Promise<void> {
    // The dialog of the last state disappears with its `close` event. The next scene must not press anything in it.
    await gone('dialog')
    await mock.start()
    scene.arrange?.(mock)
    // Inert, so that presses on the way to the state do not move the focus.
    root.inert = true
    const texts = LANGUAGES.get(lang)
    stage.render(
      <AlterProvider texts={texts}>
        <Stage title={document.title}>
          <scene.Live texts={texts} />
        </Stage>
      </AlterProvider>,
    )
    await scene.act?.(mock)
    await found(scene.until)
    // Waits for images. One that is not shown fails at once.
    await Promise.allSettled(Array.from(document.images, (image) => image.decode()))
    if (isOver) return
    root.inert = false
    if (scene.focus !== undefined) (await found(scene.focus)).focus()
    html.dataset['ready'] = id
  }
  void play()

  return () => {
    isOver = true
    stage.unmount()
    mock.stop()
    // Removes what a scene set on the document, so that the browser's own value is visible again.
    Reflect.deleteProperty(document, 'hasFocus')
    Reflect.deleteProperty(navigator, 'onLine')
  }
}

/** In a frame the gallery around has the headings. */
function Stage({ children, title }: { children: ReactNode; title: string }): ReactElement {
  if (window.parent !== window) return <div className="stage">{children}</div>
  return (
    <main className="stage">
      <h1 className="visually-hidden" lang="en">
        Gallery
      </h1>
      <h2 className="visually-hidden" lang="en">
        {title}
      </h2>
      {children}
    </main>
  )
}
