interface Place {
  element: HTMLElement
  grant: string | undefined
  provider: string | undefined
}

export interface FocusKeeper {
  /** Called after each change of the list. */
  restore: () => void
  stop: () => void
}

/**
 * Keeps the keyboard's place when a change of the list takes the focused element away. The focus goes to its account,
 * else to its provider, else to the list.
 */
export function keepFocus(list: HTMLElement): FocusKeeper {
  const life = new AbortController()
  const { signal } = life
  let place: Place | undefined
  function note(element: EventTarget | null): void {
    if (!(element instanceof HTMLElement)) return
    const grant = element.closest<HTMLElement>('li[data-grant]')?.dataset['grant']
    const provider = element.closest<HTMLElement>('li[data-provider]')?.dataset['provider']
    place = { element, grant, provider }
  }
  // The list may be in a shadow tree, of which the document knows only the host.
  note(list.querySelector(':focus'))
  function forget(): void {
    place = undefined
  }
  // A focus or a press elsewhere means that the user has left the list. These listeners run before the one of the list,
  // which notes a place in it again.
  for (const type of ['focusin', 'pointerdown']) {
    document.addEventListener(type, forget, { capture: true, signal })
  }
  list.addEventListener('focusin', ({ target }) => note(target), { signal })
  return {
    restore() {
      if (!place || document.activeElement !== document.body) return
      const { element, grant, provider } = place
      const items = [...list.querySelectorAll<HTMLElement>('li')]
      const nearest = [
        items.find(({ dataset }) => grant !== undefined && dataset['grant'] === grant),
        items.find(({ dataset }) => provider !== undefined && dataset['provider'] === provider),
      ].flatMap((item) => item?.querySelector('button') ?? [])
      // A row that is moved in the list loses the focus, but keeps its buttons.
      const next = element.isConnected ? element : (nearest[0] ?? list)
      next.focus({ preventScroll: true })
    },
    stop: () => life.abort(),
  }
}
