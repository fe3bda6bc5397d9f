import type { ReactElement } from 'react'

export interface ConnectLabelProps {
  /** Id of the visible text. */
  id?: string
  text: string
  /** All possible texts. The longest one sets the size, so that the size never changes. */
  texts: readonly string[]
}

/** The text of a button, with the size of its largest possible text. */
export function ConnectLabel({ id, text, texts }: ConnectLabelProps): ReactElement {
  return (
    <span className="alter-label">
      <span id={id}>{text}</span>
      {/** Empty elements into which the stylesheet puts hidden texts. */}
      {[...new Set(texts)].map((other) => (
        <span data-text={other} key={other} />
      ))}
    </span>
  )
}
