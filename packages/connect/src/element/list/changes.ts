import type { ChangingList, ConnectedAccount } from '../../accounts/account-list.ts'
import type { ProviderGroup } from '../../accounts/groups.ts'
import type { Undoable } from '../../accounts/undoable.ts'
import type { ListParts } from './later/list-parts.ts'
import type { ListModel } from './model.ts'
import type { News } from './news.ts'
import type { Phases } from './phases.ts'

/** What the user changes in a list. */
export interface Changes extends Pick<ListModel, 'disconnect' | 'undo' | 'makeDefault' | 'removeAgent'> {
  /** Does at once what could still be undone: who leaves before the time is over still wants it done. */
  finish: () => void
}

export interface ChangesNeeds {
  changing: ChangingList
  phases: Phases
  news: News
  /** Loaded before a user can press anything that changes an account. */
  parts: () => ListParts | undefined
  /** Milliseconds; 0 for none. */
  undoTime: () => number
}

export function createChanges({ changing, phases, news, parts, undoTime }: ChangesNeeds): Changes {
  const undoables = new Map<string, Undoable>()

  async function end(group: ProviderGroup, account: ConnectedAccount): Promise<void> {
    const { grant_id: id } = account
    undoables.delete(id)
    phases.set(id, 'ending')
    news.setNote(undefined)
    await parts()?.endAccount(changing, group, account, news.desk())
    phases.set(id, 'closed')
  }

  return {
    disconnect(group, account) {
      const { grant_id: id, status } = account
      const loaded = parts()
      const time = undoTime()
      if (loaded && status !== 'revoked' && time > 0) {
        undoables.set(
          id,
          loaded.startUndoable(() => void end(group, account), time),
        )
        phases.set(id, 'undoable')
      } else void end(group, account)
    },
    undo(id) {
      undoables.get(id)?.undo()
      undoables.delete(id)
      phases.set(id, 'closed')
    },
    makeDefault(group, account) {
      news.setNote(undefined)
      void parts()?.makeDefault(changing, group, account, news.desk())
    },
    async removeAgent(group, account, id) {
      const agent = account.delegations?.find(({ delegation_id }) => delegation_id === id)?.agent
      const loaded = parts()
      if (!agent || !loaded) return
      phases.set(id, 'ending')
      news.setNote(undefined)
      await loaded.endAgent(changing, group, account, news.desk(), agent)
      phases.set(id, 'closed')
    },
    finish() {
      for (const undoable of undoables.values()) undoable.now()
    },
  }
}
