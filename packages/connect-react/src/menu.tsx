import { type KeyboardEvent, type ReactElement, type RefObject, useEffect, useRef } from 'react'
import { placeMenu } from '@alter/connect/accounts/place-menu'

export interface MenuItem {
  text: string
  onPick: () => void
}

export interface MenuProps {
  /** What has opened it: the focus returns there, and it is placed below. */
  button: RefObject<HTMLButtonElement | null>
  items: readonly MenuItem[]
  onClose: () => void
}

/**
 * The menu of a button, above all else on the page.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
export function Menu({ button, items, onClose }: MenuProps): ReactElement {
  const ref = useRef<HTMLDivElement>(null)
  const isPopover = 'showPopover' in HTMLElement.prototype
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })

  useEffect(() => {
    const menu = ref.current
    const opener = button.current
    if (!menu || !opener) return undefined
    const life = new AbortController()
    const { signal } = life
    // In the top layer nothing around can cut it off.
    if (isPopover) menu.showPopover()
    placeMenu(menu, opener)
    focusItem(menu, 0)
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (target instanceof Node && !menu.contains(target) && !opener.contains(target)) close.current()
      },
      { signal },
    )
    // It would not follow.
    window.addEventListener('resize', () => close.current(), { signal })
    window.addEventListener('scroll', () => placeMenu(menu, opener), { capture: true, passive: true, signal })
    return () => life.abort()
  }, [button, isPopover])

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const menu = event.currentTarget
    const buttons = itemsOf(menu)
    const at = buttons.findIndex((one) => one === document.activeElement)
    const { key } = event
    if (key === 'Tab') return onClose()
    const next =
      key === 'ArrowDown'
        ? at + 1
        : key === 'ArrowUp'
          ? at - 1
          : key === 'Home'
            ? 0
            : key === 'End'
              ? -1
              : indexByLetter(buttons, at, key)
    if (key !== 'Escape' && next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (key !== 'Escape') return focusItem(menu, next ?? 0)
    button.current?.focus()
    return onClose()
  }

  return (
    <div
      aria-labelledby={button.current?.getAttribute('aria-labelledby') ?? undefined}
      className="alter-menu"
      popover={isPopover ? 'manual' : undefined}
      ref={ref}
      role="menu"
      onKeyDown={onKeyDown}
    >
      {items.map(({ text, onPick }) => (
        <button
          className="alter-menu-item"
          key={text}
          role="menuitem"
          tabIndex={-1}
          type="button"
          onClick={() => {
            button.current?.focus()
            onClose()
            onPick()
          }}
        >
          {text}
        </button>
      ))}
    </div>
  )
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]
}

/** Past either end it goes on at the other. */
function focusItem(menu: HTMLElement, index: number): void {
  const items = itemsOf(menu)
  items.at(index % items.length)?.focus()
}

/** The next item that begins with what was typed. */
function indexByLetter(items: readonly HTMLElement[], at: number, key: string): number | undefined {
  if (key.length > 2 || key === ' ') return undefined
  const letter = key.toLowerCase()
  const order = items.map((_, index) => (at + 1 + index) % items.length)
  return order.find((index) => items[index]?.textContent.toLowerCase().startsWith(letter))
}
