import type { Change, ChangingList } from './account-list.ts'
import { type Leftover, readLeftover } from './leftover.ts'
import { asRequestError } from '../requests/request-error.ts'

// One module for what a list does once it is there: the folder `later` loads it.
export { watch } from './watch.ts'

/** The account leaves the list at once. */
export async function disconnect(list: ChangingList, id: string): Promise<Leftover | undefined> {
  return readLeftover(
    await apply(list, (all) => all.filter(({ grant_id }) => grant_id !== id), pathOf(id), 'DELETE'),
  )
}

/** The account stays in the list until the backend has done it. */
export async function disconnectVisibly(list: ChangingList, id: string): Promise<Leftover | undefined> {
  return readLeftover(await apply(list, (all) => all, pathOf(id), 'DELETE'))
}

/** One default per provider. */
export async function setDefault(list: ChangingList, id: string): Promise<void> {
  const change: Change = (all) => {
    const { provider } = all.find(({ grant_id }) => grant_id === id) ?? {}
    return all.map((one) => (one.provider === provider ? { ...one, is_default: one.grant_id === id } : one))
  }
  await apply(list, change, `${pathOf(id)}/default`, 'PUT')
}

/** The agent stays below the account until the backend has done it. */
export async function removeAgent(list: ChangingList, id: string, agentId: string): Promise<void> {
  await apply(list, (all) => all, `${pathOf(id)}/agents/${encodeURIComponent(agentId)}`, 'DELETE')
}

async function apply(
  { changes, show, request, refresh, tellOthers, isLeaving }: ChangingList,
  change: Change,
  path: string,
  method: 'PUT' | 'DELETE',
): Promise<unknown> {
  changes.add(change)
  show()
  try {
    // Only while the page goes: Firefox hides such a request from the page's service worker.
    const answer = await request(path, { method, body: {}, keepalive: isLeaving() === true })
    await refresh()
    tellOthers()
    return answer
  } catch (cause) {
    // Most often the list was out of date.
    void refresh()
    throw asRequestError(cause)
  } finally {
    changes.delete(change)
    show()
  }
}

function pathOf(grantId: string): string {
  return `connections/${encodeURIComponent(grantId)}`
}
