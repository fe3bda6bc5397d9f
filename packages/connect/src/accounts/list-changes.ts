import type { AgentLabel } from '@alter/protocol'
import type { ConnectError } from '../errors.ts'
import type { ChangingList, ConnectedAccount } from './account-list.ts'
import type { AccountsTexts } from '../texts/accounts-texts.ts'
import type { Leftover } from './leftover.ts'
import { CHANGE_TEXTS } from '../texts/change-texts.ts'
import { disconnectVisibly, removeAgent, setDefault } from './connection-care.ts'
import { callWords, connectWords } from '../button/flow-reason.ts'
import type { ProviderGroup } from './groups.ts'
import { asRequestError } from '../requests/request-error.ts'
import { fill } from '../words.ts'

/** How the last change at a provider went: what stands in its row. */
export interface Note {
  provider: string
  /** What the provider is called; only with `leftover`. */
  name?: string
  problem?: string
  leftover?: Leftover
}

/** Where a list says how a change went. */
export interface NoteDesk {
  texts: AccountsTexts
  announce: (message: string) => void
  setNote: (note: Note) => void
}

/** Ends an account, or takes one that has ended from the list. */
export function endAccount(
  list: ChangingList,
  group: ProviderGroup,
  { grant_id, account_identifier: label, status }: ConnectedAccount,
  desk: NoteDesk,
): Promise<void> {
  const [done, not] =
    status === 'revoked'
      ? (['removed', 'notRemoved'] as const)
      : (['disconnected', 'notDisconnected'] as const)
  const texts = { ...CHANGE_TEXTS, ...desk.texts }
  return tellOf(
    disconnectVisibly(list, grant_id),
    group,
    fill(texts[done], label),
    fill(texts[not], label),
    desk,
  )
}

export function makeDefault(
  list: ChangingList,
  group: ProviderGroup,
  { grant_id, account_identifier: label }: ConnectedAccount,
  desk: NoteDesk,
): Promise<void> {
  const texts = { ...CHANGE_TEXTS, ...desk.texts }
  return tellOf(
    setDefault(list, grant_id),
    group,
    fill(texts.nowDefault, label),
    fill(texts.notDefault, label),
    desk,
  )
}

/** Ends what the user let an agent do with an account, which goes on. */
export function endAgent(
  list: ChangingList,
  group: ProviderGroup,
  { grant_id }: ConnectedAccount,
  desk: NoteDesk,
  agent: AgentLabel | undefined,
): Promise<void> {
  const texts = { ...CHANGE_TEXTS, ...desk.texts }
  if (agent === undefined) return Promise.resolve()
  const { agent_id, display_name } = agent
  return tellOf(
    removeAgent(list, grant_id, agent_id),
    group,
    fill(texts.agentRemoved, display_name),
    fill(texts.agentNotRemoved, display_name),
    desk,
  )
}

/** Why connecting failed. */
export function explainFailure(provider: string, error: ConnectError, desk: NoteDesk): void {
  fail(provider, connectWords(error, desk.texts), desk)
}

async function tellOf(
  work: Promise<Leftover | undefined | void>,
  { id, name }: ProviderGroup,
  done: string,
  not: string,
  desk: NoteDesk,
): Promise<void> {
  const texts = { ...CHANGE_TEXTS, ...desk.texts }
  try {
    const leftover = await work
    desk.announce(leftover ? `${done} ${fill(texts.stillAllowed, name)}` : done)
    if (leftover) desk.setNote({ provider: id, name, leftover })
  } catch (error) {
    fail(id, `${not} ${callWords(texts.requestErrors, asRequestError(error).code)}`, desk)
  }
}

function fail(provider: string, problem: string, { announce, setNote }: NoteDesk): void {
  setNote({ provider, problem })
  announce(problem)
}
