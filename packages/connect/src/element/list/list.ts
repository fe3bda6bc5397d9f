import { ACCOUNTS_TEXTS } from '../../texts/accounts-texts.ts'
import { connectionsOf } from '../../accounts/connections.ts'
import { groupsOf, type GroupsState, type ProviderGroup } from '../../accounts/groups.ts'
import { inTime } from '../../in-time.ts'
import { loadRows } from '../../accounts/rows.ts'
import type { Texts } from '../../texts/texts.ts'
import type { AlterConnect } from '../../connect.ts'
import type { ConnectError } from '../../errors.ts'
import type { ConnectOptions } from '../../options.ts'
import { createChanges } from './changes.ts'
import type { ElementClient } from './client.ts'
import { followFlows } from './flows.ts'
import { loadListParts, type ListParts } from './later/list-parts.ts'
import { createNews } from './news.ts'
import type { Care } from './parts/care.ts'
import { createPhases } from './phases.ts'
import { createDraw } from './pieces.ts'
import { createProviders } from './providers.ts'
import type { ViewModel } from './view-model.ts'
import { viewOf } from './view.ts'

/** What the element says of the list now. */
export interface ListSettings {
  /** In place of the English texts. */
  own: Partial<Texts>
  /** Ids of the providers to list. */
  only: readonly string[] | undefined
  headingLevel: number
  undoTime: number
  signInUrl: string | undefined
  /** Of each flow. */
  options: ConnectOptions
}

export interface ListSurroundings {
  connect: AlterConnect
  client: ElementClient
  root: ShadowRoot
  settings: () => ListSettings
  /** Dispatches an event of the element; `false` where its default was prevented. */
  notify: (type: string, detail?: unknown) => boolean
}

/** The list of one user, as long as it stands on the page. */
export interface List {
  redraw: () => void
  refresh: () => Promise<void>
  /** Another element has said that these grants are connected. */
  hear: (grantIds: string[]) => void
  stop: () => void
}

export function createList({ connect, client, root, settings, notify }: ListSurroundings): List {
  const life = new AbortController()
  const draw = createDraw()
  const accounts = connectionsOf(client)
  const providers = createProviders(client, redraw)
  const news = createNews(() => settings().own, redraw)
  const phases = createPhases((id, phase) => {
    if (!parts && phase !== 'closed') void fetchParts(id)
    redraw()
  })
  const { finish, ...changes } = createChanges({
    changing: accounts.changing,
    phases,
    news,
    parts: () => parts,
    undoTime: () => settings().undoTime,
  })
  const rows = loadRows()
  const heard = new Set<string>()
  const brokenLogos = new Set<string>()
  let parts: ListParts | undefined
  let care: Care | undefined
  let isLoading = false
  let isQueued = false
  let query = ''
  let fresh: ReadonlySet<string> = new Set()

  const flows = followFlows(connect, {
    signal: life.signal,
    isListed: (provider) => groupsNow().some(({ id }) => id === provider),
    async waiting() {
      const { waitingWords } = await load()
      news.announce(waitingWords(settings().own))
    },
    ended: () => news.announce(''),
    failed: explain,
    notify,
    redraw,
  })

  function stateNow(): GroupsState {
    return groupsOf(accounts.getState(), providers.now(), settings().only)
  }

  function groupsNow(): ProviderGroup[] {
    const state = stateNow()
    return state.status === 'ready' ? state.groups : []
  }

  async function explain(provider: string, error: ConnectError): Promise<void> {
    try {
      const { explainFailure } = await inTime(load())
      explainFailure(provider, error, news.desk())
    } catch {
      news.sayLost(provider)
    }
  }

  /** For the menu that the user has opened. */
  async function fetchParts(grantId: string): Promise<void> {
    news.setNote(undefined)
    try {
      await inTime(load())
      redraw()
    } catch {
      if (life.signal.aborted || phases.of(grantId) === 'closed') return
      phases.set(grantId, 'closed')
      const group = groupsNow().find(({ accounts: all }) => all.some(({ grant_id: id }) => id === grantId))
      if (group) news.sayLost(group.id)
    }
  }

  function modelNow(): ViewModel {
    const { own, headingLevel, signInUrl, only, options } = settings()
    const count = only?.length ?? 2
    return {
      ...changes,
      state: stateNow(),
      texts: { ...ACCOUNTS_TEXTS, ...own },
      own,
      parts,
      flow: connect.store.getState(),
      headingLevel,
      signInUrl,
      rows: rows && (!only || rows.length === count) ? rows : Array.from({ length: count }, () => 0),
      query,
      message: news.message,
      note: news.note,
      fresh,
      brokenLogos,
      phaseOf: phases.of,
      setPhase: phases.set,
      connect(target) {
        news.setNote(undefined)
        flows.start(target, options)
      },
      cancel: () => connect.close(),
      search(text) {
        query = text
        care?.searched(modelNow)
        redraw()
      },
      retry() {
        // What was pressed goes away.
        root.querySelector('section')?.focus({ preventScroll: true })
        void accounts.refresh()
        if (providers.now().status === 'error') void providers.ask()
      },
      signIn(event) {
        if (!notify('sign-in')) event.preventDefault()
      },
      redraw,
    }
  }

  function redraw(): void {
    if (isQueued) return
    isQueued = true
    queueMicrotask(() => {
      isQueued = false
      if (!life.signal.aborted) paint()
    })
  }

  function paint(): void {
    const model = modelNow()
    const { status } = model.state
    draw(root, [viewOf(model)])
    root.host.setAttribute('data-status', status)
    if (care) care.drawn(model, phases.takeReturning())
    if (status !== 'loading' && !isLoading) {
      isLoading = true
      load().catch(() => {
        isLoading = false
      })
    }
  }

  async function load(): Promise<ListParts> {
    const loaded = await loadListParts()
    // Their styles come first: a menu is measured when it is drawn, and would stand in the wrong place without them.
    if (!parts) begin(loaded)
    return loaded
  }

  function begin(loaded: ListParts): void {
    if (life.signal.aborted) return
    parts = loaded
    care = parts.createCare({
      root,
      announce: news.announce,
      mark(grantIds) {
        fresh = grantIds
        redraw()
      },
      heard,
    })
    welcome()
    redraw()
  }

  function welcome(): void {
    const state = accounts.getState()
    if (state.status === 'ready') care?.welcome(state.connections, modelNow())
  }

  void providers.ask()
  const unsubscribe = accounts.subscribe(() => {
    welcome()
    redraw()
  })
  paint()

  return {
    redraw,
    refresh: accounts.refresh,
    hear(grantIds) {
      for (const id of grantIds) heard.add(id)
    },
    stop() {
      life.abort()
      // An open menu listens to the page: it is taken away, so that it stops.
      draw(root, [])
      finish()
      unsubscribe()
      care?.stop()
    },
  }
}
