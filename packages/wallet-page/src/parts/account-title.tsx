import type { WalletConnection } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { visible } from '../words/visible.ts'
import { Picture } from './picture.tsx'

/** The provider's mark, the account, and its state if something is wrong. */
export function AccountTitle({ connection }: { connection: WalletConnection }): VNode {
  const { texts } = useDesk()
  const { logo_url, provider_name, account_identifier, account_display_name, status } = connection
  return (
    <span class="account">
      <span class="mark">
        <Picture url={logo_url} name={provider_name} />
      </span>
      <span class="names">
        <bdi class="name">{visible(account_identifier)}</bdi>
        <span class="soft">
          {provider_name}
          {account_display_name !== undefined && account_display_name !== account_identifier && (
            <>
              {' · '}
              <bdi>{visible(account_display_name)}</bdi>
            </>
          )}
        </span>
      </span>
      {status !== 'active' && <span class="badge bad">{texts.status[status]}</span>}
    </span>
  )
}
