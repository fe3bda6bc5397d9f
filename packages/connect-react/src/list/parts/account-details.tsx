import { type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { MENU_TEXTS } from '@alter/connect/texts/menu-texts'
import { scopesInWords } from '@alter/connect/accounts/health'
import { isPermission } from '@alter/connect/accounts/permissions'
import { ago, fill } from '@alter/connect/words'
import type { AccountItemProps } from '../replaceable-parts.ts'
import { useTexts } from '../../surroundings/provider.tsx'

export interface AccountDetailsProps extends Pick<
  AccountItemProps,
  'account' | 'at' | 'words' | 'isDefault' | 'canBeDefault' | 'headingLevel'
> {
  onClose: () => void
}

/** What an account allows, since when, and what a default account is. */
export function AccountDetails(props: AccountDetailsProps): ReactElement {
  const { account, words, isDefault, canBeDefault, headingLevel = 3, onClose } = props
  const texts = { ...useTexts(ACCOUNTS_TEXTS), ...useTexts(MENU_TEXTS) }
  const { locale } = texts
  const [now] = useState(Date.now)
  const { at = now } = props
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])

  const Heading = `h${headingLevel}` as const
  const { scopes, missing_scopes, created_at, last_used_at, expires_at, manage_url } = account
  const allowed = scopesInWords(scopes.filter(isPermission), locale, words)
  const missing = scopesInWords(missing_scopes, locale, words)
  return (
    <dialog
      aria-labelledby={id}
      className="alter-dialog"
      data-kind="details"
      ref={dialog}
      onClick={({ target, currentTarget }) => {
        // A click on the dialog itself is a click on its backdrop.
        if (target === currentTarget) currentTarget.close()
      }}
      onClose={onClose}
    >
      <div className="alter-details">
        <Heading className="alter-details-title" id={id}>
          <bdi>{account.account_identifier}</bdi>
        </Heading>
        <p className="alter-account-meta">
          <span>{account.provider_name}</span>
          {account.account_display_name && <bdi>{account.account_display_name}</bdi>}
        </p>
        <dl>
          <dt>{texts.permissions}</dt>
          <dd>{allowed.length > 0 ? <Words items={allowed} /> : texts.noPermissions}</dd>
          {missing.length > 0 && (
            <>
              <dt>{texts.permissionsMissing}</dt>
              <dd>
                <Words items={missing} />
              </dd>
            </>
          )}
          <dt>{texts.since}</dt>
          <dd>
            <Day locale={locale} time={created_at} />
          </dd>
          <dt>{texts.lastUse}</dt>
          <dd>
            {last_used_at ? (
              <time dateTime={last_used_at}>{ago(last_used_at, at, locale)}</time>
            ) : (
              texts.neverUsed
            )}
          </dd>
          {expires_at && (
            <>
              <dt>{texts.ends}</dt>
              <dd>
                <Day locale={locale} time={expires_at} />
              </dd>
            </>
          )}
          {(isDefault || canBeDefault) && (
            <>
              <dt>{texts.default}</dt>
              <dd>{texts.defaultMeaning}</dd>
            </>
          )}
        </dl>
        <div className="alter-actions">
          {manage_url !== undefined && /^https:\/\//i.test(manage_url) && (
            <a className="alter-action" href={manage_url} rel="noopener noreferrer" target="_blank">
              {fill(texts.manageThere, account.provider_name)}
            </a>
          )}
          <button
            className="alter-action"
            data-kind="primary"
            type="button"
            onClick={() => dialog.current?.close()}
          >
            {texts.close}
          </button>
        </div>
      </div>
    </dialog>
  )
}

function Words({ items }: { items: string[] }): ReactElement {
  return (
    <ul>
      {[...new Set(items)].map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  )
}

function Day({ time, locale }: { time: string; locale: string }): ReactElement {
  return (
    <time dateTime={time}>
      {new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(time))}
    </time>
  )
}
