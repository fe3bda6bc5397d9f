import { ACCOUNTS_TEXTS } from '../../accounts/accounts-texts.ts'
import { ACTIONS_TEXTS } from '../../accounts/actions-texts.ts'
import { AGENTS_TEXTS } from '../../accounts/agents-texts.ts'
import { BUTTON_TEXTS } from '../../accounts/button-texts.ts'
import { CHANGE_TEXTS } from '../../accounts/change-texts.ts'
import { FILTER_TEXTS } from '../../accounts/filter-texts.ts'
import { HELP_TEXTS } from '../../accounts/help-texts.ts'
import { KNOWN_TEXTS } from '../../accounts/known-texts.ts'
import { PICKER_TEXTS } from '../../accounts/picker-texts.ts'
import { REPAIR_TEXTS } from '../../accounts/repair-texts.ts'
import type { Texts } from '../../accounts/texts.ts'

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
