import type { Log } from './log.ts'

/** A task that a vault runs from time to time. */
export interface Task {
  name: string
  /** Milliseconds. */
  every: number
  /** @param signal asks the task to stop; its next run does the rest */
  run(signal: AbortSignal): Promise<void>
}

export interface Upkeep {
  /** Resolves when no task is running. */
  stop(): Promise<void>
}

/**
 * Runs tasks at once and then from time to time. Stopping waits for running tasks. A task that fails runs again at its
 * next turn.
 */
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
