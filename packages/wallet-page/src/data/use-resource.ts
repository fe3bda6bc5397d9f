import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import type { Answer } from '../vault/client.ts'
import { type Resource, type ResourceEvent, updateResource } from './resource.ts'
import type { Shelf } from './shelf.ts'
import { useLatest } from './use-latest.ts'

/** A page that comes back within this time shows its earlier data. Milliseconds. */
const FRESH_FOR = 5000

export interface Used<Value> {
  resource: Resource<Value>
  /** Asks the vault again; the present value stays until the answer. */
  refresh: () => void
  /** Shows a change of the user at once. */
  change: (change: (value: Value) => Value) => void
}

/**
 * One thing of the vault. It is loaded when the page appears, when it becomes visible again, and when another tab
 * changed something.
 */
export function useResource<Value>(
  shelf: Shelf<Resource<Value>>,
  name: string,
  load: () => Promise<Answer<Value>>,
): Used<Value> {
  const { platform, send: sendSession } = useDesk()
  const [resource, send] = useReducer(
    (state: Resource<Value>, event: ResourceEvent<Value>) => updateResource(state, event),
    name,
    (): Resource<Value> => shelf.get(name) ?? { status: 'loading' },
  )
  const loadRef = useLatest(load)
  /** Number of the latest request. Only its answer counts. */
  const askedRef = useRef(0)
  const askedAtRef = useRef(0)

  const ask = useCallback(async () => {
    const question = ++askedRef.current
    askedAtRef.current = platform.now()
    send({ type: 'asked' })
    const answer = await loadRef.current?.()
    if (answer === undefined || question !== askedRef.current) return
    if (answer.status === 'given') send({ type: 'given', value: answer.value })
    else if (answer.trouble.code === 'signed_out') sendSession({ type: 'ended' })
    else send({ type: 'refused', trouble: answer.trouble })
  }, [platform, loadRef, sendSession])
  const refresh = useCallback(() => void ask(), [ask])

  useEffect(() => {
    refresh()
    const stops = [
      platform.onOnline(refresh),
      platform.onNews((news) => {
        if (news === 'changed') refresh()
      }),
      platform.onReturn(() => {
        if (platform.now() - askedAtRef.current > FRESH_FOR) refresh()
      }),
    ]
    return () => {
      // Ignores an answer that is still to come.
      askedRef.current += 1
      for (const stop of stops) stop()
    }
  }, [platform, refresh])

  useEffect(() => {
    if (resource.status === 'ready') shelf.set(name, resource)
  }, [shelf, name, resource])

  const change = useCallback((how: (value: Value) => Value) => {
    // Ignores an answer that was given before the change.
    askedRef.current += 1
    send({ type: 'changed', change: how })
  }, [])
  return { resource, refresh, change }
}
