import { useEffect, useState } from 'react'

/**
 * A part that loads when it is wanted; `undefined` before. If loading fails, for example offline, another value tries
 * again.
 */
export function useLater<Part>(
  load: () => Promise<Part>,
  isWanted: boolean | number | string,
): Part | undefined {
  const [part, setPart] = useState<Part>()
  useEffect(() => {
    let isOver = !isWanted
    if (isWanted) {
      load().then(
        (loaded) => isOver || setPart(loaded),
        () => {},
      )
    }
    return () => {
      isOver = true
    }
  }, [load, isWanted])
  return part
}
