import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of live objects of this process. */
export async function usedHeap(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  // Memory that a finalizer releases is free only after the next collection.
  for (let time = 0; time < 4; time += 1) {
    collect()
    await nextTurn()
  }
  return process.memoryUsage().heapUsed
}
