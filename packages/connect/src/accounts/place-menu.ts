/** Pixels between the menu, what opened it, and the edge of the window. */
const GAP = 4

/** Puts the menu below what opened it, above where there is no room, and never out of sight. */
export function placeMenu(menu: HTMLElement, opener: HTMLElement): void {
  const from = opener.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const root = document.documentElement
  const isRightToLeft = getComputedStyle(opener).direction === 'rtl'
  const left = isRightToLeft ? from.left : from.right - width
  const below = from.bottom + GAP
  const top = below + height > root.clientHeight ? from.top - GAP - height : below
  menu.style.left = `${Math.max(GAP, Math.min(left, root.clientWidth - width - GAP))}px`
  menu.style.top = `${Math.max(GAP, top)}px`
}
