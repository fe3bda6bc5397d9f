/** What is heard of a flow, and seen below its button. */
export interface News {
  /** Nothing where another button says it already. */
  said: string
  /** Why nothing was connected stands below the button. */
  isExplained: boolean
}

export const SILENCE: News = { said: '', isExplained: false }
