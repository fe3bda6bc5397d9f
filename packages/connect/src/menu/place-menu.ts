/** Pixels between the menu, what opened it, and the edge of the window. */
const GAP = 4

/** Below what opened it, from its end towards its start. */
const AREA = 'self-block-end span-self-inline-start'
const WHERE_NO_ROOM = 'flip-block, flip-inline, flip-block flip-inline'

/**
 * Puts the menu beside what opened it, never out of sight. It stays there while the list changes its width, while
 * something loads above it, and while the page is scrolled.
 * @param opener has an id
 * @param signal ends it
 * @see https://developer.mozilla.org/docs/Web/CSS/CSS_anchor_positioning
 */
export function placeMenu(menu: HTMLElement, opener: HTMLElement, signal: AbortSignal): void {
  if (!('CSS' in window) || !CSS.supports('position-area', AREA)) return follow(menu, opener, signal)
  const name = `--${CSS.escape(opener.id)}`
  opener.style.setProperty('anchor-name', name)
  menu.style.setProperty('position-anchor', name)
  menu.style.setProperty('position-area', AREA)
  menu.style.setProperty('position-try-fallbacks', WHERE_NO_ROOM)
  menu.style.marginBlock = `${GAP}px`
}

/** For browsers without CSS anchors. Nothing tells of all that moves the opener, so it is looked at in each frame. */
function follow(menu: HTMLElement, opener: HTMLElement, signal: AbortSignal): void {
  function place(): void {
    if (signal.aborted) return
    const from = opener.getBoundingClientRect()
    const { width, height } = menu.getBoundingClientRect()
    const root = document.documentElement
    const isRightToLeft = getComputedStyle(opener).direction === 'rtl'
    const left = isRightToLeft ? from.left : from.right - width
    const below = from.bottom + GAP
    const top = below + height > root.clientHeight ? from.top - GAP - height : below
    menu.style.left = `${Math.max(GAP, Math.min(left, root.clientWidth - width - GAP))}px`
    menu.style.top = `${Math.max(GAP, top)}px`
    requestAnimationFrame(place)
  }
  place()
}
