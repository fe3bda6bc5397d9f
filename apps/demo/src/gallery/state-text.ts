/** What the gallery says of one state. */
export interface StateText {
  title: string
  /** One sentence. */
  says: string
  /** What an app writes, and what the mock is told, for it to be seen. */
  code: string
  /** Pixels that its dialog needs; other states are as tall as what they show. */
  height?: number
}
