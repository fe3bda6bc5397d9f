import type { Event, State } from './state.ts'
import type { Texts } from '@alter/connect/languages/window-texts'

/** What screens use. */
export interface Controls {
  send: (event: Event) => void
  close: () => void
  /** The words of the page's language. */
  texts: Texts
}

/** The content of the page in one state. */
export interface Screen {
  parts: HTMLElement[]
  /** Text for screen readers when nothing gets the focus. */
  announcement?: string
  /** Shows a later state of the same status in place, so that the focus stays. */
  update?(state: State): void
}

export type In<Status extends State['status']> = Extract<State, { status: Status }>
