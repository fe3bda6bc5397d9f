import { z } from 'zod'

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

/** Control, format, surrogate and private-use characters, and line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u
/** Invisible joiners that some scripts need. */
const JOINERS = /[\u{200c}\u{200d}]/gu
/** Whether a label is one line of visible characters, because people read it on pages and terminals. */
export function isPrintable(label: string): boolean {
  const plain = label.replaceAll(JOINERS, '')
  return plain.trim() !== '' && !UNPRINTABLE.test(plain)
}
