/** One button, among those that may speak of a flow. */
export interface Speaker {
  press: (button: HTMLElement) => void
  /** To what was pressed, where the flow's window leaves it. */
  returnFocus: () => void
}

export function createSpeaker(): Speaker {
  let pressed: HTMLElement | undefined
  return {
    press(button) {
      pressed = button
      // WebKit gives a clicked button no focus, which would be nowhere when the window closes.
      button.focus()
    },
    returnFocus: () => pressed?.focus(),
  }
}
