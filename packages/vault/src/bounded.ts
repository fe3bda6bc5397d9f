/** The limits of a cache. */
export interface Bounds {
  entries: number
  /** Limit for the weight of all values together. Default: none. */
  bytes?: number
}

/** A map that drops the least recently used entries once it is full. */
export interface Bounded<Value> {
  get(key: string): Value | undefined
  /** @param bytes weight of the value; one heavier than the whole cache is not kept */
  set(key: string, value: Value, bytes?: number): void
  delete(key: string): void
  clear(): void
  size: () => number
}

/** Shows the size of a cache in the metrics. Caches of the same name are added up. */
export type WatchCache = (name: string, entries: () => number) => void

export function createBounded<Value>({ entries: most, bytes: heaviest = Infinity }: Bounds): Bounded<Value> {
  // A map keeps the order of insertion, so a read inserts its entry again.
  const kept = new Map<string, { value: Value; bytes: number }>()
  let weight = 0

  function remove(key: string): void {
    weight -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return {
    get(key) {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set(key, value, bytes = 0) {
      remove(key)
      if (bytes > heaviest) return
      kept.set(key, { value, bytes })
      weight += bytes
      for (const oldest of kept.keys()) {
        if (kept.size <= most && weight <= heaviest) return
        remove(oldest)
      }
    },
    delete: remove,
    clear() {
      kept.clear()
      weight = 0
    },
    size: () => kept.size,
  }
}
