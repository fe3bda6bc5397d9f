import type { Texts } from '@alter/connect-react'
import { de } from '@alter/connect-react/de'
import { es } from '@alter/connect-react/es'
import { fr } from '@alter/connect-react/fr'
import { ja } from '@alter/connect-react/ja'
import { zhCN } from '@alter/connect-react/zh-CN'

/** English is built into the components. */
export const LANGUAGES: ReadonlyMap<string, Texts> = new Map([
  ['de', de],
  ['es', es],
  ['fr', fr],
  ['ja', ja],
  ['zh-CN', zhCN],
])
