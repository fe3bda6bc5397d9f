/** The items of a menu, in their order. */
function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]
}

/** Focuses an item by its number. Past the last one comes the first again. */
export function focusItem(menu: HTMLElement, index: number): void {
  const items = itemsOf(menu)
  items.at(index % items.length)?.focus()
}

/**
 * Moves the focus within a menu, by the arrows, Home, End and the first letter.
 * @returns whether the key was one of these
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
export function moveInMenu(menu: HTMLElement, key: string): boolean {
  const items = itemsOf(menu)
  const at = items.findIndex((item) => item.matches(':focus'))
  const next = indexFor(items, at, key)
  if (next === undefined) return false
  focusItem(menu, next)
  return true
}

/**
 * Whether the focus has gone from the menu to something else on the page. The opener closes the menu itself when it is
 * pressed, also in a browser that focuses no button and so what is around it.
 */
export function isLeft(menu: HTMLElement, opener: HTMLElement, next: EventTarget | null): boolean {
  return next instanceof Node && !menu.contains(next) && !next.contains(opener)
}

function indexFor(items: readonly HTMLElement[], at: number, key: string): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1
    case 'ArrowUp':
      return at - 1
    case 'Home':
      return 0
    case 'End':
      return -1
    default:
      return indexByLetter(items, at, key)
  }
}

/** The next item that begins with what was typed. */
function indexByLetter(items: readonly HTMLElement[], at: number, key: string): number | undefined {
  if (key.length > 2 || key === ' ') return undefined
  const letter = key.toLowerCase()
  const order = items.map((_, index) => (at + 1 + index) % items.length)
  return order.find((index) => items[index]?.textContent.toLowerCase().startsWith(letter))
}
