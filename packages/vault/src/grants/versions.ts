import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'

/** Tells in which version a user's grants are; `undefined` for a user who is not known. */
export type GrantVersions = (user: string) => Promise<number | undefined>

interface Question {
  users: Set<string>
  answer: Promise<ReadonlyMap<string, number>>
}

/** Users of one question. */
const MOST = 64

/**
 * Asks the database once for all who want to know in the same turn of the event loop. Nobody is told of a time before
 * they asked.
 */
export const createGrantVersions = (storage: Storage): GrantVersions => {
  let next: Question | undefined

  const open = (): Question => {
    const users = new Set<string>()
    const ask = async (): Promise<ReadonlyMap<string, number>> => {
      await nextTurn()
      if (next === question) next = undefined
      return readVersions(storage, [...users])
    }
    const question = { users, answer: ask() }
    return question
  }

  return async (user) => {
    if (next && next.users.size >= MOST && !next.users.has(user)) next = undefined
    next ??= open()
    next.users.add(user)
    return (await next.answer).get(user)
  }
}

const readVersions = async (storage: Storage, users: string[]): Promise<ReadonlyMap<string, number>> => {
  const rows = await storage
    .selectFrom('users')
    .select(['id', 'grantsVersion'])
    .where('id', 'in', padded(users))
    .execute()
  return new Map(rows.map(({ id, grantsVersion }) => [id, grantsVersion]))
}
