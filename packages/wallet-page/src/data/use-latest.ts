import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** What was given last, for what runs later. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latestRef = useRef(value)
  useLayoutEffect(() => {
    latestRef.current = value
  }, [value])
  return latestRef
}
