import { useState, useSyncExternalStore } from 'react'
import { loadRows } from '@alter/connect/accounts/rows'
import type { SkeletonProps } from './skeleton.tsx'

/** The rows that a loading list keeps the place of: the named providers, else those of the last time. */
export function useRows(only: readonly string[] | undefined): SkeletonProps {
  // A server remembers nothing, and the first render must match its result.
  const isHydrating = useSyncExternalStore(never, isNot, is)
  const [saved] = useState(loadRows)
  const rows = only?.length ?? 2
  return isHydrating || !saved || (only && saved.length !== rows)
    ? { rows }
    : { rows: saved.length, accounts: saved }
}

function never(): () => void {
  return () => {}
}

function is(): boolean {
  return true
}

function isNot(): boolean {
  return false
}
