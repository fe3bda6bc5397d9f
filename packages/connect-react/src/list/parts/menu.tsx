import { type KeyboardEvent, type ReactElement, type RefObject, useEffect, useRef } from 'react'
import { closeOutside } from '@alter/connect/menu/close-outside'
import { focusItem, moveInMenu } from '@alter/connect/menu/menu-keys'
import { placeMenu } from '@alter/connect/menu/place-menu'

export interface MenuItem {
  text: string
  onPick: () => void
}

export interface MenuProps {
  /** The button that opened it, which has an id. The focus returns there, and the menu is placed below it. */
  button: RefObject<HTMLButtonElement | null>
  items: readonly MenuItem[]
  onClose: () => void
}

/**
 * The menu of a button, above everything else on the page.
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
    // In the top layer no surrounding element can clip it.
    if (isPopover) menu.showPopover()
    placeMenu(menu, opener, signal)
    focusItem(menu, 0)
    closeOutside(menu, opener, signal, () => close.current())
    return () => life.abort()
  }, [button, isPopover])

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const menu = event.currentTarget
    const { key } = event
    if (key === 'Tab') return onClose()
    if (key !== 'Escape' && !moveInMenu(menu, key)) return
    event.preventDefault()
    event.stopPropagation()
    if (key !== 'Escape') return
    button.current?.focus()
    onClose()
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
