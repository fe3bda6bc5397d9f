import type { AccountsTexts } from './accounts-texts.ts'
import type { ButtonTexts } from './button-texts.ts'
import type { PickerTexts } from './picker-texts.ts'
import type { RepairTexts } from './repair-texts.ts'

/** Every word that a person reads, as plain data: a server component can hand it on. `{…}` stands for a value. */
export interface Texts extends ButtonTexts, AccountsTexts, PickerTexts, RepairTexts {}

/** A text that depends on a number, by the language's own categories. */
export type Plural = { [Category in Intl.LDMLPluralRule]?: string } & { other: string }

/** Puts the value in its place. */
export function fill(text: string, value: string): string {
  return text.replace(/{\w+}/, () => value)
}
