import { type ReactElement, useState } from 'react'

export interface FrameProps {
  src: string
  title: string
  /** Pixels at least; more where what is shown needs it. */
  height: number | undefined
}

/** A page of its own for one state, as tall as what it shows: widths, dialogs and directions are real in it. */
export function Frame({ src, title, height = 0 }: FrameProps): ReactElement {
  const [shown, setShown] = useState(0)
  return (
    // oxlint-disable-next-line react/iframe-missing-sandbox -- it is this page again, and it is looked into
    <iframe
      height={Math.max(shown, height)}
      loading="lazy"
      src={src}
      title={title}
      onLoad={({ currentTarget: frame }) => {
        const root = frame.contentDocument?.querySelector('#root')
        if (root) new ResizeObserver(() => setShown(root.scrollHeight)).observe(root)
      }}
    />
  )
}
