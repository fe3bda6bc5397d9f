/** One of the buttons that may announce a flow. */
export interface Speaker {
  press: (button: HTMLElement) => void
  /** Moves the focus to the pressed button if the flow's window left it nowhere. */
  returnFocus: () => void
}

export function createSpeaker(): Speaker {
  let pressed: HTMLElement | undefined
  return {
    press(button) {
      pressed = button
      // WebKit does not focus a clicked button, so the focus would be nowhere after the window closes.
      button.focus()
    },
    returnFocus: () => pressed?.focus(),
  }
}
