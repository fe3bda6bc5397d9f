import { ACCOUNTS_TEXTS } from '../../texts/accounts-texts.ts'
import { MENU_TEXTS } from '../../texts/menu-texts.ts'
import { AGENTS_TEXTS } from '../../texts/agents-texts.ts'
import { BUTTON_TEXTS, KNOWN_TEXTS } from '../../texts/button-texts.ts'
import { CHANGE_TEXTS } from '../../texts/change-texts.ts'
import { FILTER_TEXTS } from '../../texts/filter-texts.ts'
import { HELP_TEXTS } from '../../texts/help-texts.ts'
import { PICKER_TEXTS } from '../../texts/picker-texts.ts'
import { REPAIR_TEXTS } from '../../texts/repair-texts.ts'
import type { Texts } from '../../texts/texts.ts'

/** The default, for texts that are made from it. */
export const en: Texts = {
  ...BUTTON_TEXTS,
  ...HELP_TEXTS,
  ...KNOWN_TEXTS,
  ...ACCOUNTS_TEXTS,
  ...MENU_TEXTS,
  ...AGENTS_TEXTS,
  ...CHANGE_TEXTS,
  ...FILTER_TEXTS,
  ...PICKER_TEXTS,
  ...REPAIR_TEXTS,
}
