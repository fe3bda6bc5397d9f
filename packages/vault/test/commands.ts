import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { VaultConfig } from '@alter/vault'
import { runCli } from '../src/cli.ts'

/** The exit code and output of a command. */
export interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Collects what is written to it. */
class Said extends Writable {
  text = ''

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk)
    done()
  }
}

/** A command uses the whole process, so the next one waits for it. */
const queue = { last: Promise.resolve() }

/** Writes the `alter.yaml` of a folder with a mode that causes no warning. */
export function writeConfig(folder: string, config: VaultConfig): Promise<void> {
  return writeFile(join(folder, 'alter.yaml'), JSON.stringify(config), { mode: 0o600 })
}

/** Runs a command of `alter-vault` to its end in this process, with the `alter.yaml` of the folder. */
export function runCommand(
  folder: string,
  words: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return runWords(folder, [...words, '--config', join(folder, 'alter.yaml')], environment)
}

/**
 * Runs a command line as `bin.ts` does, with its own environment, folder, arguments and streams.
 * @throws an error that no user could mend, whose stack `bin.ts` would print
 */
export function runWords(
  folder: string,
  words: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const ended = queue.last.then(() => run(folder, words, environment))
  queue.last = ended.then(
    () => undefined,
    () => undefined,
  )
  return ended
}

async function run(folder: string, words: string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  const { env, argv, exitCode } = process
  const cwd = process.cwd()
  const [stdout, stderr] = [new Said(), new Said()]
  const putBack = [replace('stdout', stdout), replace('stderr', stderr)]
  try {
    process.chdir(folder)
    process.env = { PATH: env['PATH'], ...environment }
    process.argv = [process.execPath, 'alter-vault', ...words]
    process.exitCode = undefined
    await runCli()
    return { code: exitCodeSoFar(), stdout: stdout.text, stderr: stderr.text }
  } finally {
    for (const back of putBack) back()
    Object.assign(process, { env, argv, exitCode })
    process.chdir(cwd)
  }
}

function exitCodeSoFar(): number {
  return Number(process.exitCode ?? 0)
}

function replace(name: 'stdout' | 'stderr', stream: Writable): () => void {
  const kept = Object.getOwnPropertyDescriptor(process, name)
  Object.defineProperty(process, name, { value: stream, configurable: true })
  return () => {
    if (kept) Object.defineProperty(process, name, kept)
  }
}
