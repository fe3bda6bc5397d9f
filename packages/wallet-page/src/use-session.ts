import { type Dispatch, useEffect, useReducer, useRef } from 'preact/hooks'
import type { Platform } from './platform.ts'
import { type Session, type SessionEvent, updateSession } from './session.ts'
import type { VaultClient } from './vault/client.ts'

/** A page that comes back within this time still belongs to the same user. Milliseconds. */
const SURE_FOR = 5000

/** The state of the sign-in, and what changes it. */
export function useSession(platform: Platform, client: VaultClient): [Session, Dispatch<SessionEvent>] {
  const [session, send] = useReducer(updateSession, { status: 'asking' })
  const askedAtRef = useRef(0)
  const { status } = session

  useEffect(() => {
    let isOver = false
    async function ask(): Promise<void> {
      askedAtRef.current = platform.now()
      const answer = await client.session()
      if (isOver) return
      if (answer.status === 'refused') return send({ type: 'refused', trouble: answer.trouble })
      send({ type: 'answered', wallet: answer.value })
      if (status === 'asking' && answer.value.signed_in) platform.tell('signed_in')
    }
    if (status === 'asking') void ask()
    const stops = [
      platform.onNews((news) => send({ type: 'news', news })),
      platform.onReturn(() => {
        if (platform.now() - askedAtRef.current > SURE_FOR) void ask()
      }),
      platform.onOnline(() => send({ type: 'retried' })),
    ]
    return () => {
      isOver = true
      for (const stop of stops) stop()
    }
  }, [platform, client, status])

  const endsAt = session.status === 'signed_in' ? session.wallet.expires_at : undefined
  useEffect(() => {
    if (endsAt === undefined) return undefined
    const left = Date.parse(endsAt) - platform.now()
    return platform.after(Math.min(Math.max(left, 0), 2 ** 31 - 1), () => send({ type: 'ended' }))
  }, [platform, endsAt])

  return [session, send]
}
