/** How long refusals of one kind are counted before they are written. Milliseconds. */
const REFUSALS_OF = 1000

interface Refusals {
  app: string | null
  code: string
  key: string | null
  times: number
}

/** Reports the first refusal of a kind at once, and after a second how many followed. */
export function createRefusals(tellOne: (refusals: Refusals) => void): {
  count: (app: string | null, code: string, key?: string | null) => void
  tell: () => void
} {
  /** Bounded by the number of keys and codes. */
  const counted = new Map<string, Refusals>()
  let timer: NodeJS.Timeout | undefined
  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    const kinds = [...counted.values()]
    counted.clear()
    for (const kind of kinds) if (kind.times > 0) tellOne(kind)
  }
  return {
    tell,
    count(app, code, key = null) {
      const kind = JSON.stringify([app, code, key])
      const known = counted.get(kind)
      if (known) {
        known.times += 1
        return
      }
      counted.set(kind, { app, code, key, times: 0 })
      tellOne({ app, code, key, times: 1 })
      timer ??= setTimeout(tell, REFUSALS_OF).unref()
    },
  }
}
