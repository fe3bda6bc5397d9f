import { useEffect, useState } from 'react'

/**
 * A part that is loaded once it is wanted; `undefined` until then. Where loading fails, as it does offline, the next
 * time that it is wanted tries again: another number is another time.
 */
export function useLater<Part>(load: () => Promise<Part>, isWanted: boolean | number): Part | undefined {
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
