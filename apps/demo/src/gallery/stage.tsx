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
 * Shows the state that the address names, and nothing else; `data-ready` on the root element names it once it is there.
 * Another address without a new page, as by the back button, shows another state.
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

/** The function returned takes all of it away. */
function show(root: HTMLElement, id: StateId, { lang, dir, theme }: Settings): () => void {
  const html = document.documentElement
  html.lang = lang
  html.dir = dir
  html.dataset['theme'] = theme
  document.title = STATES.get(id)?.title ?? ''
  // How high the list was is of another state.
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
    // The dialog of the last state goes with its `close` event: nothing that this one presses is to be in there.
    await gone('dialog')
    await mock.start()
    scene.arrange?.(mock)
    // What is pressed on the way there takes the focus from nobody.
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
    // One that is not shown has nothing to wait for.
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
    // What a scene says of the browser hides what the browser says.
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
