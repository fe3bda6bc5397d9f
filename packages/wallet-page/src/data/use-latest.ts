import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** The latest value, for code that runs later. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latestRef = useRef(value)
  useLayoutEffect(() => {
    latestRef.current = value
  }, [value])
  return latestRef
}
