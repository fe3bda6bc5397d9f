import type { ReactElement } from 'react'

/** A few lines of code, their strings in the accent's colour. */
export function Code({ text }: { text: string }): ReactElement {
  return (
    <pre>
      <code>{coloured(text)}</code>
    </pre>
  )
}

function coloured(text: string): ReactElement[] {
  let end = 0
  return text.split(/('[^']*'|"[^"]*")/).map((part) => {
    end += part.length
    return /^['"]/.test(part) ? <i key={end}>{part}</i> : <span key={end}>{part}</span>
  })
}
