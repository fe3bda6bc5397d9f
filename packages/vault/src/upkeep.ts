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
 * Tasks that run beside each other when a vault starts. Each needs a connection to the database, and a new one costs a
 * PostgreSQL a process.
 */
const LANES = 3

/**
 * Runs tasks when a vault starts, a few at a time, and then from time to time. Stopping waits for running tasks. A task
 * that fails runs again at its next turn.
 */
export function startUpkeep(tasks: Task[], log: Log): Upkeep {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  function run(task: Task): Promise<void> {
    const done = task
      .run(stopping.signal)
      .catch((error: unknown) => log.error({ err: error, task: task.name }, 'upkeep failed'))
      .finally(() => running.delete(done))
    running.add(done)
    return done
  }
  async function runInLane(left: IterableIterator<Task>): Promise<void> {
    for (const task of left) {
      if (stopping.signal.aborted) return
      await run(task)
    }
  }
  const left = tasks.values()
  for (let lane = 0; lane < LANES; lane += 1) void runInLane(left)
  const timers = tasks.map((task) => setInterval(run, task.every, task).unref())
  return {
    async stop() {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
    },
  }
}
