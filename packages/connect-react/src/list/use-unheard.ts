import { type RefObject, useEffect, useState } from 'react'

/** How long a button of the list has to say why connecting failed, in milliseconds. */
const BUTTON_SPEAKS_WITHIN = 500

interface Unheard {
  words: string
  expected: string | undefined
}

/**
 * Says why connecting failed where no button of the list did: its file did not load, or the app's own row has none.
 * @returns a function for the words, and for what a button is expected to say. Default: anything
 */
export function useUnheard(
  list: RefObject<HTMLElement | null>,
  announce: (words: string) => void,
): (words: string, expected?: string) => void {
  const [unheard, setUnheard] = useState<Unheard>()
  useEffect(() => {
    if (!unheard) return undefined
    const { words, expected } = unheard
    const timer = setTimeout(() => {
      const said = [...(list.current?.querySelectorAll('ul [role=status]') ?? [])].map(
        (each) => each.textContent,
      )
      if (!said.some((text) => (expected === undefined ? text : text === expected))) announce(words)
    }, BUTTON_SPEAKS_WITHIN)
    return () => clearTimeout(timer)
  }, [list, announce, unheard])
  return (words, expected) => setUnheard({ words, expected })
}
