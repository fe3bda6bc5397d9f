import { ACCOUNTS_TEXTS } from '../accounts-texts.ts'
import { ACTIONS_TEXTS } from '../actions-texts.ts'
import { AGENTS_TEXTS } from '../agents-texts.ts'
import { BUTTON_TEXTS } from '../button-texts.ts'
import { CHANGE_TEXTS } from '../change-texts.ts'
import { FILTER_TEXTS } from '../filter-texts.ts'
import { HELP_TEXTS } from '../help-texts.ts'
import { KNOWN_TEXTS } from '../known-texts.ts'
import { PICKER_TEXTS } from '../picker-texts.ts'
import { REPAIR_TEXTS } from '../repair-texts.ts'
import type { Texts } from '../texts.ts'

/** The default, for texts that are made from it. */
export const en: Texts = {
  ...BUTTON_TEXTS,
  ...HELP_TEXTS,
  ...KNOWN_TEXTS,
  ...ACCOUNTS_TEXTS,
  ...ACTIONS_TEXTS,
  ...AGENTS_TEXTS,
  ...CHANGE_TEXTS,
  ...FILTER_TEXTS,
  ...PICKER_TEXTS,
  ...REPAIR_TEXTS,
}
