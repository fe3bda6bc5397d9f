import { type ReactElement, type RefObject, useEffect, useRef } from 'react'
import type { ConnectedAccount } from '@alter/connect/accounts/account-list'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { CHANGE_TEXTS, type ChangeTexts } from '@alter/connect/texts/change-texts'
import type { ProviderGroup } from '@alter/connect/accounts/groups'
import { keepFocus } from '@alter/connect/accounts/keep-focus'
import { saveRows } from '@alter/connect/accounts/rows'
import type { Note } from '@alter/connect/accounts/list-changes'
import { fill } from '@alter/connect/words'
import { LeftoverNote } from './leftover-note.tsx'
import { useClient, useTexts } from '../../surroundings/provider.tsx'
import { useLatest } from '../../rendering/use-latest.ts'

/** How long a new account is marked. Milliseconds. */
const MARKED = 4000
const NONE: ReadonlySet<string> = new Set()

export interface ListEffectsProps {
  list: RefObject<HTMLElement | null>
  /** Undefined until they are known. */
  accounts: readonly ConnectedAccount[] | undefined
  /** Undefined until they are known. */
  groups: readonly ProviderGroup[] | undefined
  /** The result of the last change. What is left to do elsewhere is shown here when its row is gone. */
  note: Note | undefined
  /** Called with accounts that just appeared, and with none when their marks end. */
  onFresh: (grantIds: ReadonlySet<string>) => void
  /** Announces those accounts that no button has announced, because they were connected elsewhere. */
  announce: (message: string) => void
}

/** Effects of a visible list: it keeps the keyboard's place and shows new accounts. */
export function ListEffects(props: ListEffectsProps): ReactElement | null {
  const { list, accounts, groups, note, onFresh, announce } = props
  const { announced } = useClient()
  const known = useRef<ReadonlySet<string>>(undefined)
  const texts = { ...useTexts(ACCOUNTS_TEXTS), ...useTexts(CHANGE_TEXTS) }
  const latest = useLatest({ onFresh, announce, texts })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const focus = useRef<ReturnType<typeof keepFocus>>(undefined)

  useEffect(() => {
    if (!list.current) return undefined
    focus.current = keepFocus(list.current)
    return focus.current.stop
  }, [list])
  useEffect(() => focus.current?.restore())
  useEffect(() => () => clearTimeout(timer.current), [])

  const counts = groups?.map((group) => group.accounts.length).join()
  useEffect(() => {
    if (counts) saveRows(counts)
  }, [counts])

  useEffect(() => {
    if (!accounts) return undefined
    const usable = accounts.filter(({ status }) => status === 'active')
    const before = known.current
    known.current = new Set(usable.map(({ grant_id }) => grant_id))
    const added = before ? usable.filter(({ grant_id }) => !before.has(grant_id)) : []
    if (added.length === 0) return undefined
    latest.current.onFresh(new Set(added.map(({ grant_id }) => grant_id)))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current.onFresh(NONE), MARKED)
    const unsaid = added.filter(({ grant_id }) => !announced.has(grant_id))
    for (const { grant_id } of unsaid) announced.add(grant_id)
    if (unsaid.length > 0) latest.current.announce(sayingOf(unsaid, latest.current.texts))
    const row = rowOf(list.current, added)
    // Test environments without layout cannot scroll.
    if (row && 'scrollIntoView' in row) row.scrollIntoView({ block: 'nearest' })
    return undefined
  }, [accounts, announced, latest, list])
  // The provider left the list together with its last account.
  const isAlone = groups && !groups.some(({ id }) => id === note?.provider)
  if (!note?.leftover || !isAlone) return null
  return <LeftoverNote leftover={note.leftover} name={note.name} />
}

function sayingOf(
  accounts: readonly ConnectedAccount[],
  { nowConnected, locale }: ChangeTexts & { locale: string },
): string {
  const names = accounts.map(({ account_identifier: label }) => label)
  return fill(nowConnected, new Intl.ListFormat(locale).format(names))
}

function rowOf(list: HTMLElement | null, [first]: ConnectedAccount[]): HTMLElement | undefined {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-grant]') ?? [])]
  return rows.find(({ dataset }) => dataset['grant'] === first?.grant_id)
}
