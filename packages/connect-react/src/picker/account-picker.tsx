import type { ProviderId } from '@alter/connect'
import { type ComponentPropsWithoutRef, type ReactElement, useId, useState } from 'react'
import { monogramOf, nameOf } from '@alter/connect/provider/provider-name'
import { PICKER_TEXTS } from '@alter/connect/texts/picker-texts'
import { fill } from '@alter/connect/words'
import { ProviderLogo } from '../providers/provider-logo.tsx'
import { useClient, useTexts } from '../surroundings/provider.tsx'
import { useProvider } from '../providers/use-provider.ts'
import type { GrantAccount } from '../wire.ts'
import { checkProps } from '../surroundings/wrong-props.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'div'>, 'children'>

/** Props of `<AccountPicker>`. */
export interface AccountPickerProps<Account extends GrantAccount = GrantAccount> extends NativeProps {
  /**
   * `accounts` of the problem document `ambiguous_grant`, or connected accounts. They are shown in the given order.
   * Both come oldest first, so an account has the same place here and in the list.
   */
  accounts: readonly Account[]
  /** Called with the user's choice. While a returned promise is pending, the choice shows that work is under way. */
  onPick: (account: Account) => unknown
  /** Provider id, for the question. Default: the question names no provider. */
  provider?: ProviderId | undefined
  /** Id of the question. Default: a generated id. */
  titleId?: string | undefined
  /** Whether to focus the first account, for a picker that appears after a click. Default: false. */
  autoFocus?: boolean | undefined
}

/**
 * Asks which of several accounts to use.
 * @example
 * <AccountPicker accounts={error.accounts} provider="google" onPick={(account) => retry(account)} />
 */
export function AccountPicker<Account extends GrantAccount>(
  props: AccountPickerProps<Account>,
): ReactElement {
  checkProps('AccountPicker', props, useClient().report)
  const { accounts, onPick, provider, autoFocus = false, titleId, className, ...native } = props
  const ownId = useId()
  const id = titleId ?? ownId
  const texts = useTexts(PICKER_TEXTS)
  const info = useProvider(provider)
  const name = info?.name ?? (provider && nameOf(provider))
  const [picked, setPicked] = useState<string>()

  async function pick(account: Account): Promise<void> {
    setPicked(account.grant_id)
    try {
      await onPick(account)
    } finally {
      setPicked(undefined)
    }
  }

  return (
    <div aria-labelledby={id} role="group" {...native} className={`alter-picker ${className ?? ''}`}>
      <div className="alter-picker-header">
        {name && <ProviderLogo name={name} src={info === null ? null : info?.logo_url} />}
        <h3 className="alter-picker-question" id={id}>
          {name ? fill(texts.pickOf, name) : texts.pick}
        </h3>
      </div>
      <ul className="alter-choice-list">
        {accounts.map((account, index) => (
          <li key={account.grant_id}>
            <button
              aria-busy={picked === account.grant_id}
              autoFocus={autoFocus && index === 0}
              className="alter-choice"
              type="button"
              onClick={() => picked === undefined && void pick(account)}
            >
              <span aria-hidden="true" className="alter-avatar">
                {monogramOf(account.account_identifier)}
              </span>
              <span className="alter-choice-text">
                <bdi className="alter-choice-label">{account.account_identifier}</bdi>
                {account.account_display_name &&
                  account.account_display_name !== account.account_identifier && (
                    <bdi className="alter-choice-name">{account.account_display_name}</bdi>
                  )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
