/** How many things are kept; the oldest makes room. */
const MOST = 30

/** Things that were there before, by name. */
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
