import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** Commands that ask the registry for a package they do not find, and run what they get. */
const FETCHING =
  /\b(?:npx|pnpx|bunx|npm exec|npm x|npm create|npm init|(?:pnpm|yarn|bun) (?:dlx|create))\s+([^\n`'"]*)/g

/** What such a command asks for; options go first, and `-p` names the package. */
function packageOf(words: string): string {
  return words.split(/\s+/).find((word) => !word.startsWith('-')) ?? ''
}

/** Whoever registers another name would run code on the reader's machine. */
function isSafe(name: string): boolean {
  return name.startsWith('@alter/') || /^pnpm@\d+\.\d+\.\d+$/.test(name) || /^\.{0,2}\/.*\.tgz$/.test(name)
}

const files = globSync(['**/*.{md,ts,tsx,js,json,yaml,yml,html}', '.{github,changeset}/**/*.{md,yml}'], {
  cwd: ROOT,
  exclude: (name) =>
    ['node_modules', 'dist', '.git', '.next', 'test-results'].includes(name.split('/').at(-1) ?? ''),
}).filter((path) => !/pnpm-lock|commands\.test\.ts$/.test(path))

test('no command that we print or document asks the registry for a name that is not ours', () => {
  expect(files).toEqual(expect.arrayContaining(['README.md', '.github/workflows/release.yml']))
  const unsafe = files.flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(FETCHING)]
      .filter(([, words = '']) => !isSafe(packageOf(words)))
      .map(([command]) => `${path}: ${command}`),
  )
  expect(unsafe).toEqual([])
})

test.each(['alter-vault init', 'create-alter-app', '--yes alter-vault', '-p alter-vault alter-vault start'])(
  'npx %s would be found',
  (words) => {
    expect(isSafe(packageOf(words))).toBe(false)
  },
)
