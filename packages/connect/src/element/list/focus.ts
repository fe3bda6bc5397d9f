/** The ref of what gets the focus when it comes. */
export function focus(element: HTMLElement): void {
  element.focus()
}
