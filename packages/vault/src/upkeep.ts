import type { Log } from './log.ts'

/** What a vault does by itself from time to time. */
export interface Task {
  name: string
  /** Milliseconds. */
  every: number
  /** @param signal tells it to come to an end; what it leaves is for its next turn. */
  run(signal: AbortSignal): Promise<void>
}

export interface Upkeep {
  /** Resolves when no task is under way. */
  stop(): Promise<void>
}

/** Runs tasks now and from time to time until it is stopped, which waits for those under way. A task that fails runs again at its next turn. */
export function startUpkeep(tasks: Task[], log: Log): Upkeep {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  function run(task: Task): void {
    const done = task
      .run(stopping.signal)
      .catch((error: unknown) => log.error({ err: error, task: task.name }, 'upkeep failed'))
      .finally(() => running.delete(done))
    running.add(done)
  }
  for (const task of tasks) run(task)
  const timers = tasks.map((task) => setInterval(run, task.every, task).unref())
  return {
    async stop() {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
    },
  }
}
