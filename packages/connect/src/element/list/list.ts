import type { AccountPhase, ConnectedAccount } from '../../accounts/account-list.ts'
import { ACCOUNTS_TEXTS } from '../../texts/accounts-texts.ts'
import { readProviders } from '../../requests/answers.ts'
import { connectionsOf } from '../../accounts/connections.ts'
import { groupsOf, type ProviderGroup, type ProvidersState } from '../../accounts/groups.ts'
import { inTime } from '../../in-time.ts'
import type { Note, NoteDesk } from '../../accounts/list-changes.ts'
import { asRequestError } from '../../requests/request-error.ts'
import { loadRows } from '../../accounts/rows.ts'
import type { Texts } from '../../texts/texts.ts'
import type { Undoable } from '../../accounts/undoable.ts'
import type { AlterConnect } from '../../connect.ts'
import type { ConnectError } from '../../errors.ts'
import type { ConnectOptions } from '../../options.ts'
import { createDraw } from './pieces.ts'
import type { Care } from './parts/care.ts'
import { askProviders, type ElementClient } from './client.ts'
import { followFlows } from './flows.ts'
import { loadListParts, type ListParts } from './later/list-parts.ts'
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
  const { changing } = accounts
  const rows = loadRows()
  const phases = new Map<string, AccountPhase>()
  const undoables = new Map<string, Undoable>()
  const heard = new Set<string>()
  const brokenLogos = new Set<string>()
  let providers: ProvidersState = { status: 'loading' }
  let parts: ListParts | undefined
  let care: Care | undefined
  let isLoading = false
  let isQueued = false
  let query = ''
  let message = ''
  let note: Note | undefined
  let fresh: ReadonlySet<string> = new Set()
  /** The account, or the agent, whose button gets the focus back. */
  let returning: string | undefined

  const flows = followFlows(connect, {
    signal: life.signal,
    isListed: (provider) => groupsNow().some(({ id }) => id === provider),
    async waiting() {
      const { waitingWords } = await load()
      announce(waitingWords(settings().own))
    },
    ended() {
      announce('')
    },
    failed: explain,
    notify,
    redraw,
  })

  function stateNow(): ViewModel['state'] {
    return groupsOf(accounts.getState(), providers, settings().only)
  }

  function groupsNow(): ProviderGroup[] {
    const state = stateNow()
    return state.status === 'ready' ? state.groups : []
  }

  function announce(text: string): void {
    message = text
    redraw()
  }

  function setNote(next: Note | undefined): void {
    note = next
    redraw()
  }

  function desk(): NoteDesk {
    return { texts: { ...ACCOUNTS_TEXTS, ...settings().own }, announce, setNote }
  }

  async function explain(provider: string, error: ConnectError): Promise<void> {
    try {
      const { explainFailure } = await inTime(load())
      explainFailure(provider, error, desk())
    } catch {
      sayLost(provider)
    }
  }

  function sayLost(provider: string): void {
    const problem = desk().texts.requestErrors.network_error
    setNote({ provider, problem })
    announce(problem)
  }

  /** For the menu that the user has opened. */
  async function fetchParts(grantId: string): Promise<void> {
    setNote(undefined)
    try {
      await inTime(load())
      redraw()
    } catch {
      if (life.signal.aborted || phases.get(grantId) === 'closed') return
      setPhase(grantId, 'closed')
      const group = groupsNow().find(({ accounts: all }) => all.some(({ grant_id: id }) => id === grantId))
      if (group) sayLost(group.id)
    }
  }

  function setPhase(grantId: string, phase: AccountPhase): void {
    const before = phases.get(grantId)
    if (phase === 'closed' && before && before !== 'ending') returning = grantId
    phases.set(grantId, phase)
    if (!parts && phase !== 'closed') void fetchParts(grantId)
    redraw()
  }

  async function end(group: ProviderGroup, account: ConnectedAccount): Promise<void> {
    const { grant_id: id } = account
    undoables.delete(id)
    setPhase(id, 'ending')
    setNote(undefined)
    await parts?.endAccount(changing, group, account, desk())
    setPhase(id, 'closed')
  }

  function modelNow(): ViewModel {
    const { own, headingLevel, signInUrl, only, undoTime, options } = settings()
    const count = only?.length ?? 2
    return {
      state: stateNow(),
      texts: { ...ACCOUNTS_TEXTS, ...own },
      own,
      parts,
      flow: connect.store.getState(),
      headingLevel,
      signInUrl,
      rows: rows && (!only || rows.length === count) ? rows : Array.from({ length: count }, () => 0),
      query,
      message,
      note,
      fresh,
      brokenLogos,
      phaseOf: (grantId) => phases.get(grantId) ?? 'closed',
      setPhase,
      connect(target) {
        setNote(undefined)
        flows.start(target, options)
      },
      cancel: () => connect.close(),
      disconnect(group, account) {
        const { grant_id: id, status } = account
        if (parts && status !== 'revoked' && undoTime > 0) {
          undoables.set(
            id,
            parts.startUndoable(() => void end(group, account), undoTime),
          )
          setPhase(id, 'undoable')
        } else void end(group, account)
      },
      undo(grantId) {
        undoables.get(grantId)?.undo()
        undoables.delete(grantId)
        setPhase(grantId, 'closed')
      },
      makeDefault(group, account) {
        setNote(undefined)
        void parts?.makeDefault(changing, group, account, desk())
      },
      async removeAgent(group, account, id) {
        const agent = account.delegations?.find(({ delegation_id }) => delegation_id === id)?.agent
        if (!agent || !parts) return
        setPhase(id, 'ending')
        setNote(undefined)
        await parts.endAgent(changing, group, account, desk(), agent)
        setPhase(id, 'closed')
      },
      search(text) {
        query = text
        care?.searched(modelNow)
        redraw()
      },
      retry() {
        // What was pressed goes away.
        root.querySelector('section')?.focus({ preventScroll: true })
        void accounts.refresh()
        if (providers.status === 'error') void askAgain()
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
    care?.drawn(model, returning)
    if (care) returning = undefined
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
      announce,
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

  async function askAgain(): Promise<void> {
    providers = { status: 'loading' }
    try {
      providers = { status: 'ready', providers: readProviders(await askProviders(client)) }
    } catch (cause) {
      client.providers = undefined
      providers = { status: 'error', error: asRequestError(cause) }
    }
    redraw()
  }

  void askAgain()
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
      // A user who leaves before the time to undo is over still wants it done.
      for (const undoable of undoables.values()) undoable.now()
      unsubscribe()
      care?.stop()
    },
  }
}
