import { type ReactElement, useEffect, useState } from 'react'
import { Wordmark } from '../logo.tsx'
import { Code } from './code.tsx'
import { Frame } from './frame.tsx'
import { SettingsBar } from './settings-bar.tsx'
import { queryOf, type Settings } from './settings.ts'
import type { StateText } from './state-text.ts'
import { CHAPTERS } from './states.ts'

/** Every component in every state, each in a frame of its own. */
export function Gallery({ initial }: { initial: Settings }): ReactElement {
  const [settings, setSettings] = useState(initial)
  const { theme, width } = settings
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
    const query = queryOf(settings).toString()
    history.replaceState(null, '', `${location.pathname}${query && `?${query}`}${location.hash}`)
  }, [settings, theme])

  return (
    <div className="home">
      <header className="bar">
        <Wordmark />
        <a className="button" data-kind="quiet" href="./">
          Open the demo
        </a>
      </header>
      <main>
        <div className="gallery-head">
          <h1>Gallery</h1>
          <p>
            Every component of <code>@alter/connect-react</code>, and both elements of{' '}
            <code>@alter/connect</code>, in every state. Each is live, with a mocked vault of its own: press,
            pick, disconnect. Colours and measures are on the page{' '}
            <a className="link" href="./theming.html">
              Theming
            </a>
            .
          </p>
        </div>
        <SettingsBar settings={settings} onChange={setSettings} />
        <div className="gallery">
          <nav aria-label="States">
            {CHAPTERS.map(({ id, title, states }) => (
              <details key={id} open>
                <summary>{title}</summary>
                <ul>
                  {Object.entries(states).map(([state, text]) => (
                    <li key={state}>
                      <a href={`#${state}`}>{text.title}</a>
                    </li>
                  ))}
                </ul>
              </details>
            ))}
          </nav>
          <div className="chapters" data-width={width}>
            {CHAPTERS.map(({ id, title, says, states }) => (
              <section aria-labelledby={id} key={id}>
                <h2 id={id}>{title}</h2>
                <p className="says">{says}</p>
                {Object.entries(states).map(([state, text]) => (
                  <State id={state} key={state} of={title} settings={settings} text={text} />
                ))}
              </section>
            ))}
          </div>
        </div>
      </main>
      <footer className="foot">
        Nothing here leaves this page: no backend, no provider, no account of anybody.
      </footer>
    </div>
  )
}

interface StateProps {
  id: string
  /** Title of the component. */
  of: string
  text: StateText
  settings: Settings
}

function State({ id, of, text, settings }: StateProps): ReactElement {
  const query = queryOf({ ...settings, width: 'full' })
  query.set('state', id)
  const address = `?${query.toString()}`
  return (
    <article aria-labelledby={`${id}-title`} className="state" id={id}>
      <div className="state-head">
        <h3 id={`${id}-title`}>{text.title}</h3>
        <a aria-label={`${of}, ${text.title}: open alone`} className="link" href={address}>
          Open alone
        </a>
        <p>{text.says}</p>
      </div>
      {/* A new address is a new page: what was pressed in the last one is forgotten. */}
      <Frame height={text.height} key={address} src={address} title={`${of}, ${text.title}`} />
      <Code text={text.code} />
    </article>
  )
}
