import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Started {
  process: ChildProcess
  /** Ends it and what it has started. */
  stop(): Promise<void>
}

/** Starts a program in a process group of its own. */
export function start(command: string, args: string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): Started {
  const child = spawn(command, args, { env, stdio, detached: true })
  const ended = once(child, 'exit').catch(() => undefined)
  return {
    process: child,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        signal(child.pid, 'SIGTERM')
      const patience = setTimeout(() => {
        if (child.pid !== undefined) signal(child.pid, 'SIGKILL')
      }, 3000)
      await ended
      clearTimeout(patience)
    },
  }
}

function signal(group: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, name)
  } catch {
    // Gone already.
  }
}

/** Those of the programs, by path or by name, that this machine lacks. */
export function missing(programs: string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return programs.filter(
    (program) => !existsSync(program) && !folders.some((folder) => existsSync(join(folder, program))),
  )
}
