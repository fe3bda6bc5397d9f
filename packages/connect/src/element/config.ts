import type { Texts } from '../texts/texts.ts'
import type { AlterConnectConfig } from '../options.ts'

/** What the elements of a page are given together. */
export interface ElementConfig extends AlterConnectConfig {
  /** A language, or single texts, unless an element has its own. Default: English. */
  texts?: Partial<Texts> | undefined
}
