import type { ReactElement } from 'react'

export interface ConnectLabelProps {
  /** Id of what is seen. */
  id?: string
  text: string
  /** All that may stand here: the longest of them makes the size, so that it does not change. */
  texts: readonly string[]
}

/** What a button says, as wide and high as whatever it may say. */
export function ConnectLabel({ id, text, texts }: ConnectLabelProps): ReactElement {
  return (
    <span className="alter-label">
      <span id={id}>{text}</span>
      {/* Empty elements: the stylesheet puts the texts in, and hides them. */}
      {[...new Set(texts)].map((other) => (
        <span data-text={other} key={other} />
      ))}
    </span>
  )
}
