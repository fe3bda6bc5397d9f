import type { Texts } from '../texts.ts'
import { en } from './en.ts'

export const zhCN: Texts = { ...en, locale: 'zh-cn' }
