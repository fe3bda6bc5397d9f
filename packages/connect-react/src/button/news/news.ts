/** The announcement of a flow, and the help below its button. */
export interface News {
  /** Empty when another button announces it. */
  said: string
  /** Whether the reason why nothing was connected is shown below the button. */
  isExplained: boolean
}

export const SILENCE: News = { said: '', isExplained: false }
