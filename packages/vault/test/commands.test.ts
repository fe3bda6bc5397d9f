import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** Commands that ask the registry for a package they do not find, and run what they get. */
const FETCHING =
  /\b(?:npx|pnpx|bunx|npm exec|npm x|npm create|npm init|(?:pnpm|yarn|bun) (?:dlx|create)|bun x)\s+([^\n`'"]*)/g

/** What such a command asks for; options go first, and `-p` names the package. */
function packageOf(words: string): string {
  return words.split(/\s+/).find((word) => !word.startsWith('-')) ?? ''
}

/** Whoever registers another name would run code on the reader's machine. */
function isSafe(name: string): boolean {
  return name.startsWith('@alter/') || /^pnpm@\d+\.\d+\.\d+$/.test(name) || /^\.{0,2}\/.*\.tgz$/.test(name)
}

/** Without the comments of a shell script, which speak of the program. */
function textOf(path: string): string {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return text.startsWith('#!') ? text.replaceAll(/^#.*$/gm, '') : text
}

function unsafeIn(text: string): string[] {
  return [...text.matchAll(FETCHING)]
    .filter(([, words = '']) => !isSafe(packageOf(words)))
    .map(([command]) => command)
}

/** All texts of the repository, those in folders that begin with a dot too. */
const files = globSync(['**/*', '.{github,changeset,ci,config}/**/*', '.{dockerignore,gitignore}'], {
  cwd: ROOT,
  withFileTypes: true,
  exclude: ({ name }) => ['node_modules', 'dist', '.git', '.next', 'test-results', 'pictures'].includes(name),
})
  .filter((entry) => entry.isFile())
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  .filter((path) => !/\.(png|svg|db|tgz)$|pnpm-lock|commands\.test\.ts$/.test(path))

test('14.1 no command that we print or document asks the registry for a name that is not ours', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'README.md',
      'Dockerfile',
      '.github/workflows/release.yml',
      '.ci/run',
      'packages/vault/deploy/alter-vault.service',
      'packages/create-alter-app/templates/react-express/src/main.jsx',
      'apps/vue/src/app.vue',
    ]),
  )
  const unsafe = files.flatMap((path) => unsafeIn(textOf(path)).map((command) => `${path}: ${command}`))
  expect(unsafe).toEqual([])
})

test.each([
  'npx alter-vault init',
  'npx --yes alter-vault',
  'npx -p alter-vault alter-vault start',
  'npx --package=alter-vault -- alter-vault',
  'npx create-alter-app@latest',
  'npx github:somebody/alter-vault',
  'npm create alter-app',
  'npm init alter-app my-app',
  'npm exec alter-mcp',
  'pnpm dlx alter-mcp',
  'yarn create alter-app',
  'bunx alter-vault',
  'bun x alter-vault',
  'npx @alter-vault/cli',
  'npx pnpm@latest install',
])('14.1 %s would be found', (command) => {
  expect(unsafeIn(command)).toEqual([command])
})
