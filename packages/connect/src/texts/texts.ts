import type { AccountsTexts } from './accounts-texts.ts'
import type { AgentsTexts } from './agents-texts.ts'
import type { MenuTexts } from './menu-texts.ts'
import type { ButtonTexts, KnownTexts } from './button-texts.ts'
import type { ChangeTexts } from './change-texts.ts'
import type { FilterTexts } from './filter-texts.ts'
import type { HelpTexts } from './help-texts.ts'
import type { PickerTexts } from './picker-texts.ts'
import type { RepairTexts } from './repair-texts.ts'

/** Every word that a person reads, as plain data: a server component can hand it on. `{…}` stands for a value. */
export interface Texts
  extends
    ButtonTexts,
    HelpTexts,
    KnownTexts,
    AccountsTexts,
    MenuTexts,
    AgentsTexts,
    ChangeTexts,
    FilterTexts,
    PickerTexts,
    RepairTexts {}
