/** A window as its user has it. Buttons are named as people read them; a part of the name is enough. */
export interface Tab {
  goto(url: string): Promise<void>
  /** A real click, as soon as the button can be clicked. */
  press(button: string): Promise<void>
  /** Presses, and gives the window that this opens. */
  pressToOpen(button: string): Promise<Tab>
  /** Types, as with a keyboard: it goes to where the focus is, and nowhere else. Enter at the end. */
  type(text: string): Promise<void>
  /** Until the text stands in the window. */
  sees(text: string): Promise<void>
  /** What the address bar shows. */
  address(): Promise<string>
  title(): Promise<string>
  reload(): Promise<void>
  back(): Promise<void>
  /** Turns to the window: it comes to the front and has the keyboard. */
  front(): Promise<void>
  /** Whether the window has the keyboard. */
  isFront(): Promise<boolean>
  /** Closes the window as its user does. */
  close(): Promise<void>
  /** Until the window is gone. */
  gone(): Promise<void>
  /** The page in the window's only frame. */
  frame(): Tab
}

export interface BrowserOptions {
  /** A small screen, which is touched; where the driver can. */
  phone: boolean
}

/** A browser with a profile of its own, empty at the start. */
export interface UserBrowser {
  open(url: string): Promise<Tab>
  /** How many windows and tabs there are. */
  count(): Promise<number>
  close(): Promise<void>
}
