import { useState, useSyncExternalStore } from 'react'
import { loadRows } from '@alter/connect/accounts/rows'
import type { SkeletonProps } from './skeleton.tsx'

/** What a list that loads holds the place of: the providers that were named, else what was there the last time. */
export function useRows(only: readonly string[] | undefined): SkeletonProps {
  // A server remembers nothing, and what it has rendered must be met first.
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
