import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { inject } from 'vitest'
import type { VaultConfig } from '@alter/vault'
import type { Ended } from './commands.ts'

/** The program that the test run has built; `null` in a benchmark, which runs the sources. */
const built = process.env['VITEST'] === undefined ? null : inject('prepared').program

/** Arguments of Node that run `alter-vault`. */
export const ARGUMENTS: string[] = [
  '--disable-warning=ExperimentalWarning',
  ...(built === null ? ['--conditions=@alter/source', join(import.meta.dirname, '../src/bin.ts')] : [built]),
]

/** The same program starts many times, so Node's compiled code is kept for the run. */
export const CACHE: NodeJS.ProcessEnv =
  built === null ? {} : { NODE_COMPILE_CACHE: join(dirname(built), 'compiled') }

/** A vault in a process of its own. */
export interface VaultProcess {
  url: string
  pid: number
  /** Ends it with SIGKILL, so that it cannot clean up. */
  kill(): Promise<void>
  /** Ends it with SIGTERM, as an operator does; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** Starts `alter-vault start` on a free port. */
export async function startProcess(
  folder: string,
  config: VaultConfig,
  environment: NodeJS.ProcessEnv = {},
): Promise<VaultProcess> {
  const path = join(folder, 'alter.yaml')
  // JSON is YAML.
  await writeFile(path, JSON.stringify({ ...config, log: 'error' }), { mode: 0o600 })
  const child = spawn(process.execPath, [...ARGUMENTS, 'start', '--config', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...CACHE, ...environment },
  })
  // An inherited stream would keep the test run open for as long as a vault that no test ends any more.
  child.stderr.pipe(process.stderr, { end: false })
  function kill(): void {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)
  const exited = once(child, 'exit').finally(() => process.off('exit', kill))
  const url = await announcedUrl(child)
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}

async function announcedUrl({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('no output')
  for await (const line of createInterface({ input: stdout })) {
    const url = / on (http:\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    stdout.resume()
    return url
  }
  throw new Error('the vault never said where it listens')
}

/** Sends each request to the next vault when one does not answer, as a load balancer does. */
export function behindOneAddress(vaults: VaultProcess[]): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const body = request.method === 'GET' ? null : await request.text()
    for (const { url } of vaults) {
      try {
        const { method, headers } = request
        return await fetch(url + pathname + search, { method, headers, body, redirect: 'manual' })
      } catch {
        // The vault is down, or went down during this request.
      }
    }
    throw new Error('no vault answers')
  }
}

/** A port where nothing answers, so that `doctor` finds no other vault of this machine. @see RFC 863 */
export const SILENT_PORT = 9

/**
 * Runs a command of `alter-vault` to its end in a process of its own, with the config that {@link startProcess} wrote.
 * This takes most of a second of CPU time, so tests that need no process use `runCommand`.
 */
export function spawnCommand(
  folder: string,
  words: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...ARGUMENTS, ...words, '--config', join(folder, 'alter.yaml')],
      { cwd: folder, env: { PATH: process.env['PATH'], ...CACHE, ...environment } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}
