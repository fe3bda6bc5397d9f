import type { ConnectedAccount } from '../../../accounts/account-list.ts'
import { CHANGE_TEXTS, type ChangeTexts } from '../../../texts/change-texts.ts'
import { keepFocus } from '../../../accounts/keep-focus.ts'
import { saveRows } from '../../../accounts/rows.ts'
import { searchGroups } from '../../../accounts/search-groups.ts'
import { fill } from '../../../words.ts'
import { createSheet } from '../../style.ts'
import { foundWords } from './filter.ts'
import type { ListModel } from '../model.ts'
import { PARTS_STYLE } from './parts-style.ts'

/** How long a new account stays marked, in milliseconds. */
const MARKED = 4000
/** Nobody types a letter for so long: what was found is said. */
const TYPED = 400

export interface CareNeeds {
  root: ShadowRoot
  announce: (text: string) => void
  /** Those that came into the list just now; none when they have been marked long enough. */
  mark: (grantIds: ReadonlySet<string>) => void
  /** Grants of which another element has said that they are connected. */
  heard: ReadonlySet<string>
}

/** What a list does once it is shown. */
export interface Care {
  /** Called after each drawing. `returning`: the account, or the agent, whose button gets the focus back. */
  drawn: (model: ListModel, returning: string | undefined) => void
  /** Marks and tells which accounts have come into the list. */
  welcome: (accounts: readonly ConnectedAccount[], model: ListModel) => void
  /** Says how much was found, once nobody types any more. */
  searched: (modelNow: () => ListModel) => void
  stop: () => void
}

export function createCare({ root, announce, mark, heard }: CareNeeds): Care {
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, createSheet(PARTS_STYLE)]
  const section = root.querySelector('section')
  const keeper = section && keepFocus(section)
  let known: ReadonlySet<string> | undefined
  let arriving: string | undefined
  let marking: number | undefined
  let typing: number | undefined
  let counts = ''

  function rowOf(grantId: string | undefined): HTMLElement | undefined {
    const rows = [...root.querySelectorAll<HTMLElement>('[data-grant]')]
    return rows.find(({ dataset }) => dataset['grant'] === grantId)
  }

  return {
    drawn({ state }, returning) {
      // Only where nothing has the focus: the user may have gone elsewhere.
      const isLost = document.activeElement === document.body
      const openers = [...root.querySelectorAll<HTMLElement>('[data-opens]')]
      if (isLost) openers.find(({ dataset }) => dataset['opens'] === returning)?.focus()
      keeper?.restore()
      const arrived = rowOf(arriving)
      arriving = undefined
      // Test environments draw nothing, and cannot scroll.
      if (arrived && 'scrollIntoView' in arrived) arrived.scrollIntoView({ block: 'nearest' })
      if (state.status !== 'ready') return
      const now = state.groups.map((group) => group.accounts.length).join()
      if (now && now !== counts) saveRows((counts = now))
    },
    welcome(accounts, { own, texts: { locale } }) {
      const usable = accounts.filter(({ status }) => status === 'active')
      const before = known
      known = new Set(usable.map(({ grant_id }) => grant_id))
      const added = before ? usable.filter(({ grant_id }) => !before.has(grant_id)) : []
      if (added.length === 0) return
      arriving = added[0]?.grant_id
      mark(new Set(added.map(({ grant_id }) => grant_id)))
      clearTimeout(marking)
      marking = window.setTimeout(() => mark(new Set()), MARKED)
      const unsaid = added.filter(({ grant_id }) => !heard.has(grant_id))
      if (unsaid.length === 0) return
      const { nowConnected }: ChangeTexts = { ...CHANGE_TEXTS, ...own }
      const names = unsaid.map(({ account_identifier: label }) => label)
      announce(fill(nowConnected, new Intl.ListFormat(locale).format(names)))
    },
    searched(modelNow) {
      clearTimeout(typing)
      typing = window.setTimeout(() => {
        const model = modelNow()
        const { state, query } = model
        if (state.status !== 'ready') return
        const isSearching = query.trim() !== ''
        announce(isSearching ? foundWords(model, searchGroups(state.groups, query).length) : '')
      }, TYPED)
    },
    stop() {
      keeper?.stop()
      clearTimeout(marking)
      clearTimeout(typing)
    },
  }
}
