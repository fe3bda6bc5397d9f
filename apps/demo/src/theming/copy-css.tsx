import { type ReactElement, useState } from 'react'

/** The CSS of what is shown, and a button that copies it. */
export function CopyCss({ css }: { css: string }): ReactElement {
  const [copied, setCopied] = useState('')
  const said = copied === css ? 'Copied' : ''
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(css)
      setCopied(css)
    } catch {
      // Not allowed here: the text is there to be selected.
      getSelection()?.selectAllChildren(document.querySelector('.copy pre') ?? document.body)
    }
  }
  return (
    <section aria-labelledby="css" className="copy">
      <div className="copy-head">
        <h2 id="css">CSS</h2>
        <span role="status">{said}</span>
        <button className="button" type="button" onClick={() => void copy()}>
          Copy
        </button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines scroll, by keyboard too */}
      <pre aria-label="CSS to copy" role="region" tabIndex={0}>
        <code>{css}</code>
      </pre>
    </section>
  )
}
