import { Webhook } from 'standardwebhooks'
import type { App } from '../config/settings.ts'
import type { Log } from '../log.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { bringForward } from '../storage/bring-forward.ts'
import type { Storage } from '../storage/open.ts'
import type { DeliveryRow } from '../storage/schema/webhooks.ts'

/** Delivers the events of the outbox. */
export interface WebhookSender {
  /** Resolves when every running delivery has ended or was postponed. */
  close(): Promise<void>
}

/** How often the outbox is checked. Milliseconds. */
const INTERVAL = 1000
/** Simultaneous deliveries of one app, so that a slow receiver delays only its own events. */
const SHARE = 8
/** Simultaneous deliveries of all apps, beyond the one that each app may always have. */
const TOTAL = 64
/** Waits after each failure, as Standard Webhooks suggests. Seconds. */
const WAITS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function createWebhookSender(
  apps: App[],
  storage: Storage,
  outbound: Outbound,
  log: Log,
  now: () => number,
): WebhookSender {
  const hooks = apps.flatMap(({ id, webhook }) => (webhook ? [{ app: id, hook: webhook }] : []))
  if (hooks.length === 0) return { close: () => Promise.resolve() }

  async function attempt(hook: Hook, { id, appId, body, attempts }: DeliveryRow): Promise<void> {
    const { status, error } = await post(outbound, hook, id, body, now())
    const about = { app: appId, event: id, status, attempt: attempts + 1 }
    const isTaken = status >= 200 && status < 300
    const isGone = status === 410
    if (isGone) log.warn(about, 'a webhook is gone (410): its event is dropped')
    else if (!isTaken) log.warn({ ...about, err: error }, 'a webhook was not taken')
    const wait = WAITS[attempts]
    if (isTaken || isGone || wait === undefined) {
      if (!isTaken && !isGone) log.error({ app: appId, event: id }, 'a webhook is given up')
      await storage.deleteFrom('deliveries').where('id', '=', id).execute()
      return
    }
    await storage
      .updateTable('deliveries')
      .set({ attempts: attempts + 1, nextAt: now() + wait * 1000 })
      .where('id', '=', id)
      .execute()
  }

  let ofAll = 0
  const senders = hooks.map(({ app, hook }) => {
    const underWay = new Set<Promise<void>>()
    /** How many more deliveries of this app may start now. */
    function room(): number {
      const most = Math.min(SHARE - underWay.size, TOTAL - ofAll)
      return underWay.size === 0 ? Math.max(1, most) : most
    }
    async function round(): Promise<void> {
      const most = room()
      if (most <= 0) return
      const due = await claim(storage, app, most, now(), claimOf(outbound))
      mayHaveMore = due.length === most
      for (const row of due) {
        ofAll += 1
        const sending = attempt(hook, row)
          .catch((error: unknown) => log.error({ err: error, app }, 'a delivery could not be noted'))
          .finally(() => {
            ofAll -= 1
            underWay.delete(sending)
            if (mayHaveMore) tick()
          })
        underWay.add(sending)
      }
    }
    let mayHaveMore = false
    let claiming: Promise<void> | null = null
    let isClosing = false
    function tick(): void {
      if (isClosing) return
      claiming ??= round()
        .catch((error: unknown) => log.error({ err: error, app }, 'webhooks could not be sent'))
        .finally(() => (claiming = null))
    }
    const timer = setInterval(tick, INTERVAL).unref()
    return {
      async close() {
        isClosing = true
        clearInterval(timer)
        await claiming
        await Promise.all(underWay)
      },
    }
  })
  return {
    async close() {
      await Promise.all(senders.map((sender) => sender.close()))
    },
  }
}

/** How long a delivery belongs to the process that took it. Milliseconds. */
function claimOf({ timeout }: Pick<Outbound, 'timeout'>): number {
  return timeout * 2
}

/** Lets deliveries of these apps wait no longer than they were meant to, after the clock was set back. */
export function bringDeliveriesForward(
  storage: Storage,
  apps: readonly string[],
  outbound: Pick<Outbound, 'timeout'>,
  now: number,
): Promise<void> {
  return bringForward(storage, 'deliveries', { waits: WAITS, claim: claimOf(outbound), apps }, now)
}

/** From the first try to the last, and a day. Milliseconds. */
const COURSE = (WAITS.reduce((sum, wait) => sum + wait, 0) + 86_400) * 1000

/**
 * Deletes events of apps that have no webhook any more, because nobody sends them. They stay until the last try would be
 * over: the webhook may be missing by mistake, or only in the configuration of this vault.
 */
export async function forgetUnheard(storage: Storage, apps: App[], now: number): Promise<void> {
  const listening = new Set(apps.filter(({ webhook }) => webhook !== null).map(({ id }) => id))
  for (let appId = await appAfter(storage, ''); appId !== undefined; appId = await appAfter(storage, appId)) {
    if (listening.has(appId)) continue
    await storage
      .deleteFrom('deliveries')
      .where('appId', '=', appId)
      .where('createdAt', '<', now - COURSE)
      .execute()
  }
}

/** The next app with events, by the index that begins with the app. */
async function appAfter(storage: Storage, appId: string): Promise<string | undefined> {
  const row = await storage
    .selectFrom('deliveries')
    .select('appId')
    .where('appId', '>', appId)
    .orderBy('appId')
    .limit(1)
    .executeTakeFirst()
  return row?.appId
}

type Hook = NonNullable<App['webhook']>

/** Takes due deliveries of an app. Other processes leave them alone while an attempt may last. */
async function claim(
  storage: Storage,
  app: string,
  most: number,
  at: number,
  lease: number,
): Promise<DeliveryRow[]> {
  const due = await storage
    .selectFrom('deliveries')
    .selectAll()
    .where('appId', '=', app)
    .where('nextAt', '<=', at)
    .orderBy('nextAt')
    .limit(most)
    .execute()
  const taken: DeliveryRow[] = []
  for (const row of due) {
    const { numUpdatedRows } = await storage
      .updateTable('deliveries')
      .set({ nextAt: at + lease })
      .where('id', '=', row.id)
      .where('nextAt', '=', row.nextAt)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) taken.push(row)
  }
  return taken
}

/** The status of the answer; 0 and the reason when there is none. Redirects are not followed. */
async function post(
  outbound: Outbound,
  { url, secret }: Hook,
  id: string,
  body: string,
  at: number,
): Promise<{ status: number; error?: unknown }> {
  const sentAt = new Date(at)
  try {
    const { status } = await outbound.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'alter-vault',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, sentAt, body),
      },
      body,
    })
    return { status }
  } catch (error) {
    return { status: 0, error }
  }
}
