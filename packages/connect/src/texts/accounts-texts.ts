import type { AccountWords } from '../languages/common-texts.ts'
import { account } from '../languages/en/common.ts'
import { REQUEST_ERROR_TEXTS, type RequestErrorTexts } from './request-error-texts.ts'
import type { Plural } from '../words.ts'

/** What `<ConnectedAccounts>` says, besides the texts of the button. */
export interface AccountsTexts extends AccountWords {
  /** For plurals, lists and dates, such as `de`. */
  locale: string
  /** The name of the whole list. */
  accounts: string
  /** While the list is fetched. */
  loading: string
  /** Where the app has no provider. */
  noProviders: string
  /** The name of what it is for follows it, to the ear. */
  connectIt: string
  /** The button that repairs an account. */
  reconnectIt: string
  /** The button that connects one more account. */
  add: string
  /** Marks the account that is used where none is named. */
  default: string
  /** Of the button that opens an account's menu; the account follows it, to the ear. */
  more: string
  /** Why an account must be connected again: `{scopes}` were not granted. */
  missingScopes: Plural
  requestErrors: RequestErrorTexts
}

export const ACCOUNTS_TEXTS: AccountsTexts = {
  ...account,
  locale: 'en',
  accounts: 'Connected accounts',
  loading: 'Loading connected accounts…',
  noProviders: 'There is nothing to connect yet.',
  connectIt: 'Connect',
  reconnectIt: 'Reconnect',
  add: 'Add another',
  default: 'Default',
  more: 'More for',
  missingScopes: {
    one: 'A permission is missing: {scopes}.',
    other: 'Some permissions are missing: {scopes}.',
  },
  requestErrors: REQUEST_ERROR_TEXTS,
}
