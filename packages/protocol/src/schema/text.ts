import { z } from 'zod'
import { BLANK_LETTERS } from '../blank-letters.ts'

/** The longest texts and lists of a request: far above normal ones, and too short to fill the vault. */
export const MOST = { text: 500, url: 2048, list: 100 }
export const text: z.ZodString = z.string().min(1).max(MOST.text)
export const url: z.ZodString = z.string().min(1).max(MOST.url)
export const texts: z.ZodArray<z.ZodString> = z.array(text).min(1).max(MOST.list)
/** Limits the number of entries of a record. */
export function atMost<Value extends object>(record: z.ZodType<Value>): z.ZodType<Value> {
  return record
    .refine((value) => Object.keys(value).length <= MOST.list, `must have at most ${MOST.list} entries`)
    .meta({ maxProperties: MOST.list })
}

/** Control, format, surrogate and private-use characters, line separators, and letters that show nothing. */
const UNPRINTABLE = new RegExp(`[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}${BLANK_LETTERS}]`, 'u')
/** Such as the variation selectors of emoji, which need a character before them. */
const ATTACHED = /\p{Default_Ignorable_Code_Point}/gu
/** Invisible joiners that some scripts need. */
const JOINERS = /[\u{200c}\u{200d}]/gu
/** Whether a label is one line of visible characters, because people read it on pages and terminals. */
export function isPrintable(label: string): boolean {
  const plain = label.replaceAll(JOINERS, '')
  return plain.replaceAll(ATTACHED, '').trim() !== '' && !UNPRINTABLE.test(plain)
}
