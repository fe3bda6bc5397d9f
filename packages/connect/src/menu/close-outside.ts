import { isLeft } from './menu-keys.ts'

/** Closes the menu with a press or the focus elsewhere. Both may be in a shadow tree. */
export function closeOutside(
  menu: HTMLElement,
  opener: HTMLElement,
  signal: AbortSignal,
  close: () => void,
): void {
  document.addEventListener(
    'pointerdown',
    (event) => {
      // The target of an event in a shadow tree is its host.
      const path = event.composedPath()
      if (!path.includes(menu) && !path.includes(opener)) close()
    },
    { signal },
  )
  menu.addEventListener(
    'focusout',
    ({ relatedTarget }) => {
      if (isLeft(menu, opener, relatedTarget)) close()
    },
    { signal },
  )
}
