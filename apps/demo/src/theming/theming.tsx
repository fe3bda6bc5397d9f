import stylesheet from '@alter/connect-react/styles.css?raw'
import { type ReactElement, useEffect, useLayoutEffect, useState } from 'react'
import { Wordmark } from '../logo.tsx'
import { CHOICES } from '../gallery/settings.ts'
import { hexOf } from './colour.ts'
import { CopyCss } from './copy-css.tsx'
import { Preview } from './preview.tsx'
import { cssOf, isThemeId, type Theme, type ThemeId, THEMES } from './themes.ts'
import { VariableRow } from './variable-row.tsx'
import { MEANINGS, variablesIn } from './variables.ts'

const VARIABLES = new Map(variablesIn(stylesheet).map((variable) => [variable.name, variable]))
const IDS = Object.keys(THEMES).filter(isThemeId)

export interface ThemingProps {
  initial: { look: ThemeId; theme: string }
}

/** Every public variable, live: what is typed is seen at once, and stands in the CSS to copy. */
export function Theming({ initial }: ThemingProps): ReactElement {
  const [look, setLook] = useState<ThemeId>(initial.look)
  const [theme, setTheme] = useState(initial.theme)
  const [values, setValues] = useState<Record<string, string>>(THEMES[initial.look].values)
  const chosen: Theme = THEMES[look]

  // What a value comes to is known once the page has it.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme
    const preview = document.querySelector('.preview')
    for (const input of document.querySelectorAll<HTMLInputElement>('input[type=color]')) {
      const variable = VARIABLES.get(input.name)
      if (!preview || !variable) continue
      input.value = hexOf(resolved(values[input.name] ?? variable.fallback, values), preview)
    }
  })
  useEffect(() => {
    const query = new URLSearchParams({
      ...(look !== 'own' && { look }),
      ...(theme !== 'system' && { theme }),
    }).toString()
    history.replaceState(null, '', `${location.pathname}${query && `?${query}`}${location.hash}`)
  }, [look, theme])

  function choose(id: ThemeId): void {
    setLook(id)
    setValues(THEMES[id].values)
  }
  function change(name: string, value: string): void {
    const { [name]: _, ...others } = values
    setValues(value.trim() === '' ? others : { ...others, [name]: value })
  }

  return (
    <div className="home theming">
      <header className="bar">
        <Wordmark />
        <a className="button" data-kind="quiet" href="./gallery.html">
          Gallery
        </a>
      </header>
      <main>
        <div className="gallery-head">
          <h1>Theming</h1>
          <p>
            Every public variable of button and list, of React and of the elements. Start from a look, change
            what you like, and copy the CSS.
          </p>
        </div>
        <form aria-label="Look" className="looks" onSubmit={(event) => event.preventDefault()}>
          <fieldset>
            <legend>Start from</legend>
            {IDS.map((id) => (
              <label key={id}>
                <input
                  checked={look === id}
                  name="look"
                  type="radio"
                  value={id}
                  onChange={() => choose(id)}
                />
                <span>
                  {THEMES[id].title}
                  <small>{THEMES[id].says}</small>
                </span>
              </label>
            ))}
          </fieldset>
          <label className="looks-theme">
            <span>Page</span>
            <select value={theme} onChange={({ target }) => setTheme(target.value)}>
              {Object.entries(CHOICES.theme).map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        </form>
        <div className="theming-columns">
          <div className="theming-shown">
            <Preview className={chosen.className ?? ''} values={{ ...chosen.around, ...values }} />
            <CopyCss css={cssOf(values, chosen.className)} />
          </div>
          <form aria-label="Variables" className="variables" onSubmit={(event) => event.preventDefault()}>
            {Object.entries(MEANINGS).map(([group, meanings]) => (
              <fieldset key={group}>
                <legend>{group}</legend>
                <ul>
                  {Object.entries(meanings).map(([name, meaning]) => {
                    const variable = VARIABLES.get(name)
                    return (
                      variable && (
                        <VariableRow
                          key={name}
                          meaning={meaning}
                          value={values[name] ?? ''}
                          variable={variable}
                          onChange={(value) => change(name, value)}
                        />
                      )
                    )
                  })}
                </ul>
              </fieldset>
            ))}
          </form>
        </div>
      </main>
      <footer className="foot">
        Nothing here leaves this page: no backend, no provider, no account of anybody.
      </footer>
    </div>
  )
}

/** With the defaults of the variables that it names, as far as nothing else is set. */
function resolved(value: string, values: Record<string, string>): string {
  return value.replaceAll(/var\((--alter-[a-z-]+)\)/g, (whole, name: string) =>
    values[name] === undefined ? resolved(VARIABLES.get(name)?.fallback ?? whole, values) : values[name],
  )
}
