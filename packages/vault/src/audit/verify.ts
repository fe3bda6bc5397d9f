import type { Storage } from '../storage/open.ts'
import { type AuditKey, isSealedHead, type Link } from './chain.ts'
import { readHead } from './head.ts'
import { type Broken, walkChain } from './walk.ts'

/** The result of checking an app's chain. */
export type Verdict =
  | {
      holds: true
      /** Milliseconds since the epoch; `null` when no chain was begun, because the app had left the configuration. */
      begunAt: number | null
      /** The last entry that was forgotten because of its age. */
      base: Link
      head: Link
      /** Rows from before the chain began. Nothing vouches for them. */
      unnumbered: number
    }
  | { holds: false; fault: string }

function broken(fault: string): Verdict {
  return { holds: false, fault }
}

/** Entries of one read. */
const SLICE = 1000

export interface VerifyOptions {
  /**
   * A head that was saved elsewhere earlier. It must still be an entry, or must have been forgotten because of its age.
   */
  kept?: Link | undefined
  onProgress?: (seq: number, of: number) => void
}

/** Checks the chain of an app while vaults may write to it. */
export async function verifyChain(
  storage: Storage,
  auditKey: AuditKey,
  app: string,
  { kept, onProgress = () => undefined }: VerifyOptions = {},
): Promise<Verdict> {
  const key = auditKey(app)
  const head = await readHead(storage, app)
  if (!head && !key && !(await hasEntries(storage, app))) {
    const none = { seq: 0, mac: '' }
    const unnumbered = await countUnnumbered(storage, app)
    return { holds: true, begunAt: null, base: none, head: none, unnumbered }
  }
  if (!head) return broken('its chain is gone')
  if (!key) return broken('the key of its chain is gone')
  if (!isSealedHead(key, head)) return broken('the head of its chain is not one that a vault wrote')
  const base = { seq: head.baseSeq, mac: head.baseMac }
  const last = { seq: head.lastSeq, mac: head.lastMac }
  if (kept && kept.seq > last.seq) return broken(`the chain ends at entry ${last.seq}, before ${kept.seq}`)
  if (kept?.seq === base.seq && kept.mac !== base.mac) return broken(differs(kept))

  let place = base
  while (place.seq < last.seq) {
    const to = Math.min(place.seq + SLICE, last.seq)
    for (const step of await walkChain(storage, key, app, place, to)) {
      if ('fault' in step) {
        // While they were being read, entries may have been forgotten because of their age.
        const now = await readHead(storage, app)
        if (now && now.baseSeq > head.baseSeq) {
          return verifyChain(storage, auditKey, app, { kept, onProgress })
        }
        return broken(describe(step))
      }
      if (kept?.seq === step.link.seq && kept.mac !== step.link.mac) return broken(differs(kept))
      place = step.link
    }
    onProgress(place.seq, last.seq)
  }
  if (place.mac !== last.mac) return broken(`entry ${last.seq} is not the one that was written last`)
  const outside = await findOutside(storage, app, head.begunAt)
  if (outside) return broken(`row ${outside.id} stands outside of the chain`)
  const unnumbered = await countUnnumbered(storage, app)
  if (unnumbered > head.unnumbered) {
    return broken(
      `${unnumbered} rows are dated from before the chain began, when there were ${head.unnumbered}`,
    )
  }
  return { holds: true, begunAt: head.begunAt, base, head: last, unnumbered }
}

function differs({ seq }: Link): string {
  return `entry ${seq} is not the one that was kept elsewhere`
}

function describe({ seq, fault, id }: Broken): string {
  if (fault === 'missing') return `entry ${seq} is missing`
  if (fault === 'twice') return `entry ${seq} is there twice, one of them in row ${id}`
  return `entry ${seq}, row ${id}, is not as it was written`
}

/**
 * A row that the vault did not put there: it stands before the first entry or after the last, ended before it began, or
 * has no number. One statement asks for all of these, because vaults write meanwhile.
 */
function findOutside(storage: Storage, app: string, begunAt: number): Promise<{ id: string } | undefined> {
  return storage
    .selectFrom('audit')
    .select('id')
    .where('appId', '=', app)
    .where((row) => {
      function end(name: 'baseSeq' | 'lastSeq') {
        return row.selectFrom('auditChains').select(name).where('auditChains.appId', '=', app)
      }
      return row.or([
        row('seq', '>', end('lastSeq')),
        row('endedSeq', '>', end('lastSeq')),
        row.and([
          row('seq', '<=', end('baseSeq')),
          row.or([row('endedSeq', 'is', null), row('endedSeq', '<=', end('baseSeq'))]),
        ]),
        row('endedSeq', '<=', row.ref('seq')),
        row.and([row('seq', 'is', null), row('at', '>=', begunAt)]),
      ])
    })
    .limit(1)
    .executeTakeFirst()
}

async function hasEntries(storage: Storage, app: string): Promise<boolean> {
  const rows = storage.selectFrom('audit').select('id').where('appId', '=', app).where('seq', 'is not', null)
  return (await rows.limit(1).execute()).length > 0
}

async function countUnnumbered(storage: Storage, app: string): Promise<number> {
  const { count } = await storage
    .selectFrom('audit')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('appId', '=', app)
    .where('seq', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}
