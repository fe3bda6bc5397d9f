import { AlterProvider } from '@alter/connect-react'
import { playAlterMock } from '@alter/connect-mock/browser'
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { LANGUAGES } from './languages.ts'
import { found, type Scene } from './scene.ts'
import { SCENES } from './scenes.ts'
import type { Settings } from './settings.ts'
import { type StateId, STATES } from './states.ts'

/** Shows one state and nothing else; `data-ready` on the root element says that it is there. */
export async function openStage(root: HTMLElement, id: StateId, { lang, dir }: Settings): Promise<void> {
  const html = document.documentElement
  html.lang = lang
  html.dir = dir
  document.title = STATES.get(id)?.title ?? ''

  const scene = SCENES[id]
  const { scenario = 'success', grantTtl, handlers } = scene
  const mock = playAlterMock({
    scenario,
    ...(grantTtl !== undefined && { grantTtl }),
    ...(handlers && { handlers }),
  })
  await mock.start()
  scene.arrange?.(mock)

  // What is pressed on the way there takes the focus from nobody.
  root.inert = true
  createRoot(root).render(
    <AlterProvider texts={LANGUAGES.get(lang)}>
      <Stage Live={scene.Live} title={document.title} />
    </AlterProvider>,
  )
  await scene.act?.(mock)
  await found(scene.until)
  // One that is not shown has nothing to wait for.
  await Promise.allSettled(Array.from(document.images, (image) => image.decode()))
  root.inert = false
  html.dataset['ready'] = ''
}

/** In a frame the gallery around has the headings. */
function Stage({ Live, title }: Pick<Scene, 'Live'> & { title: string }): ReactElement {
  if (window.parent !== window) {
    return (
      <div className="stage">
        <Live />
      </div>
    )
  }
  return (
    <main className="stage">
      <h1 className="visually-hidden" lang="en">
        Gallery
      </h1>
      <h2 className="visually-hidden" lang="en">
        {title}
      </h2>
      <Live />
    </main>
  )
}
