import { useState, useSyncExternalStore } from 'react'
import type { SkeletonProps } from './skeleton.tsx'

/** Where `ListEffects` notes how many accounts each provider has. */
export const KEY = 'alter:rows'
/** More would be no list of ours. */
const MOST = 100

/** What a list that loads holds the place of: the providers that were named, else what was there the last time. */
export function useRows(only: readonly string[] | undefined): SkeletonProps {
  // A server remembers nothing, and what it has rendered must be met first.
  const isHydrating = useSyncExternalStore(never, isNot, is)
  const [saved] = useState(load)
  const rows = only?.length ?? 2
  return isHydrating || !saved || (only && saved.length !== rows)
    ? { rows }
    : { rows: saved.length, accounts: saved }
}

/** How many accounts each provider had. */
function load(): number[] | undefined {
  try {
    const rows = localStorage.getItem(KEY)?.split(',').map(Number)
    return rows?.every((row) => row >= 0 && row < MOST) && rows.length < MOST ? rows : undefined
  } catch {
    return undefined
  }
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
