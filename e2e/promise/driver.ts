/** A window as its user sees it. Buttons are named by their text, or a part of it. */
export interface Tab {
  goto(url: string): Promise<void>
  /** Clicks as soon as the button can be clicked. */
  press(button: string): Promise<void>
  /** Clicks, and resolves with the window that this opens. */
  pressToOpen(button: string): Promise<Tab>
  /** Types as with a keyboard into the focused element, and presses Enter at the end. */
  type(text: string): Promise<void>
  /** Waits until the text is in the window. */
  sees(text: string): Promise<void>
  /** What the address bar shows. */
  address(): Promise<string>
  title(): Promise<string>
  reload(): Promise<void>
  back(): Promise<void>
  /** Switches to the window: it comes to the front and has the keyboard. */
  front(): Promise<void>
  /** Whether the window has the keyboard. */
  isFront(): Promise<boolean>
  /** Closes the window as its user would. */
  close(): Promise<void>
  /** Waits until the window is gone. */
  gone(): Promise<void>
  /** The page in the window's only frame. */
  frame(): Tab
}

export interface BrowserOptions {
  /** A small touch screen, if the driver can have one. */
  phone: boolean
}

/** A browser with a profile of its own, empty at the start. */
export interface UserBrowser {
  open(url: string): Promise<Tab>
  /** How many windows and tabs there are. */
  count(): Promise<number>
  close(): Promise<void>
}
