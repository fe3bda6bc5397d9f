import { Pool } from 'undici'

export interface Target {
  /** Origin. */
  url: string
  path: string
  /** Headers of each caller. The callers take turns. */
  callers: Record<string, string>[]
}

/** What a run measured. Times are in milliseconds. */
export interface Load {
  perSecond: number
  p50: number
  p99: number
}

/** Sends requests without a pause over `connections` connections, for `life` milliseconds. */
export async function load({ url, path, callers }: Target, connections: number, life: number): Promise<Load> {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const times: number[] = []
  let asked = 0
  const end = performance.now() + life
  async function worker(): Promise<void> {
    while (performance.now() < end) {
      const headers = callers[(asked += 1) % callers.length] ?? {}
      const start = performance.now()
      const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
      await body.dump()
      if (statusCode !== 200) throw new Error(`${url}${path} answered ${statusCode}`)
      times.push(performance.now() - start)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - start) / 1000
  await pool.destroy()
  times.sort((a, b) => a - b)
  return { perSecond: times.length / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

/** @param sorted ascending */
export function quantile(sorted: number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
