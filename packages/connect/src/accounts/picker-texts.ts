/** What `<AccountPicker>` says. */
export interface PickerTexts {
  /** The question; `{provider}` is the name. */
  pick: string
  /** Where the provider is known. */
  pickOf: string
}

export const PICKER_TEXTS: PickerTexts = {
  pick: 'Which account?',
  pickOf: 'Which {provider} account?',
}
