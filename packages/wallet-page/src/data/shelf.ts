/** Values that are kept; the oldest is dropped. */
const MOST = 30

/** Values from before, by name. */
export interface Shelf<Value> {
  get(name: string): Value | undefined
  set(name: string, value: Value): void
  clear(): void
}

export function createShelf<Value>(): Shelf<Value> {
  const kept = new Map<string, Value>()
  return {
    get: (name) => kept.get(name),
    set(name, value) {
      kept.delete(name)
      kept.set(name, value)
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
    },
    clear: () => kept.clear(),
  }
}
