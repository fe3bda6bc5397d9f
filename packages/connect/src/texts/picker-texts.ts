import { whichAccount } from '../languages/en/common.ts'

/** What `<AccountPicker>` says. */
export interface PickerTexts {
  /** The question; `{provider}` is the name. */
  pick: string
  /** Where the provider is known. */
  pickOf: string
}

export const PICKER_TEXTS: PickerTexts = {
  pick: whichAccount,
  pickOf: 'Which {provider} account?',
}
