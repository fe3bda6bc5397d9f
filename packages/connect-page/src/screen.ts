import type { Event, State } from './state.ts'
import type { Texts } from '@alter/connect/languages/window-texts'

/** What a screen can ask for. */
export interface Controls {
  send: (event: Event) => void
  close: () => void
  /** The words of the page's language. */
  texts: Texts
}

/** The content of the page in one state. */
export interface Screen {
  parts: HTMLElement[]
  /** Said by screen readers where nothing takes the focus. */
  announcement?: string
  /** A later state of the same status: what changes in place, so that the focus stays. */
  update?(state: State): void
}

export type In<Status extends State['status']> = Extract<State, { status: Status }>
