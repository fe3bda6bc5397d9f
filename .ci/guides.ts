// Follows the guides for Vitest and Jest as a stranger would, from our tarballs: installs the packages that a guide
// lists in an empty folder, writes the files that it shows, and runs its tests.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { packAll } from './pack.ts'

const GUIDES = new URL('../packages/connect-mock/guides/', import.meta.url)

/**
 * A stranger's environment: the machine's, without pnpm's additions. The guides name the Node that they need, which is
 * ours.
 */
const STRANGERS = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(p?npm_|NODE_OPTIONS$)/i.test(name)),
  ),
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  CI: '1',
  NO_COLOR: '1',
}

interface Guide {
  /** Lines `npm install …`, as written. */
  installs: string[]
  /** The files of the guide, by name. */
  files: Map<string, string>
  /** The command that runs its tests. */
  command: string
}

function read(name: string): Guide {
  const guide = readFileSync(new URL(`${name}.md`, GUIDES), 'utf8')
  const installs = [...guide.matchAll(/^- `(npm install [^`]+)`$/gm)].map(([, line = '']) => line)
  const shown = guide.matchAll(/^<!-- (\S+) -->\n\n```\w+\n([^]*?)^```$/gm)
  const files = new Map([...shown].map(([, path = '', code = '']) => [basename(path), code]))
  const [, command] = /; run it with `([^`]+)`/.exec(guide) ?? []
  if (installs.length === 0 || files.size === 0 || command === undefined) {
    throw new Error(`${name}.md names no packages, no files or no command`)
  }
  return { installs, files, command }
}

/**
 * The line with tarballs in place of our packages. `@alter/protocol` is added, because npm would look for it in the
 * registry.
 */
function fromTarballs(line: string, tarballs: string[]): string {
  function tarballOf(name: string): string {
    const found = tarballs.find((path) => new RegExp(`^alter-${name}-\\d`).test(basename(path)))
    if (found === undefined) throw new Error(`@alter/${name} was not packed`)
    return found
  }
  const local = line.replaceAll(/@alter\/([\w-]+)/g, (_, name: string) => tarballOf(name))
  return `${local} ${tarballOf('protocol')} --no-audit --no-fund --loglevel=error`
}

/** @throws with the whole output when it fails */
async function run(command: string, cwd: string): Promise<void> {
  const [program = '', ...words] = command.split(' ')
  const child = spawn(program, words, {
    cwd,
    env: STRANGERS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close')
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
  await exited
  if (child.exitCode !== 0) {
    throw new Error(`${command} exited with ${child.exitCode} in ${basename(cwd)}\n${said}${complained}`)
  }
}

async function follow(name: string, home: string, tarballs: string[]): Promise<string> {
  const { installs, files, command } = read(name)
  const started = Date.now()
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true }')
  for (const line of installs) await run(fromTarballs(line, tarballs), home)
  for (const [file, code] of files) writeFileSync(join(home, file), code)
  // Vitest and Jest give a test five seconds, which is too little on a busy machine.
  await run(`${command} --testTimeout=120000`, home)
  return `${name}.md: from an empty folder to tests that pass in ${Math.round((Date.now() - started) / 1000)} s\n`
}

const folder = mkdtempSync(join(tmpdir(), 'alter-guides-'))
try {
  const tarballs = packAll(join(folder, 'tarballs'))
  // In parallel, because they mostly wait for the registry.
  const done = await Promise.all(['vitest', 'jest'].map((name) => follow(name, join(folder, name), tarballs)))
  process.stdout.write(done.join(''))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
