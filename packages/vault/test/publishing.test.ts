import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../../..')

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

const manifests = globSync('{packages,apps}/*/package.json', { cwd: ROOT }).map((path) => ({
  folder: dirname(path),
  manifest: JSON.parse(read(path)),
}))
const published = manifests.filter(({ manifest }) => manifest.private !== true)
const scripts = JSON.parse(read('package.json')).scripts

test.each(published)('14.2 $manifest.name could be published tomorrow', ({ folder, manifest }) => {
  expect(manifest).toMatchObject({
    license: 'MIT',
    repository: { type: 'git', directory: folder },
    homepage: expect.stringContaining(`/${folder}#readme`),
    bugs: expect.stringMatching(/^https:/),
    publishConfig: { access: 'public' },
    type: 'module',
  })
  // Only a stylesheet does something by being imported.
  expect([false, ['**/*.css']]).toContainEqual(manifest.sideEffects)
  expect(manifest.description).toMatch(/\S/)
  expect(manifest.keywords.length).toBeGreaterThan(2)
  // What is packed is built by the command that packs it, or nothing is packed.
  expect(manifest.scripts.prepack).toMatch(/(^|&& )pnpm run build$/)
  expect(manifest.files).toContain('dist')
  expect(read(`${folder}/README.md`)).toMatch(/^# /)
})

test('14.2 all that is published gets its version in one step', () => {
  const { fixed, ignore } = JSON.parse(read('.changeset/config.json'))
  expect(fixed).toHaveLength(1)
  expect(new Set(fixed[0])).toEqual(new Set(published.map(({ manifest }) => manifest.name)))
  expect(ignore).toEqual([])
  expect(new Set(published.map(({ manifest }) => manifest.version)).size).toBe(1)
})

test('14.2 nothing is published before CI has passed', () => {
  const { jobs } = parse(read('.github/workflows/release.yml'))
  expect(jobs.ci.uses).toBe('./.github/workflows/ci.yml')
  expect(jobs.release.needs).toBe('ci')
  expect(Object.keys(jobs)).toEqual(['ci', 'release'])
  expect(parse(read('.github/workflows/ci.yml')).on).toHaveProperty('workflow_call')
})

test.each(['ci', 'release'])('14.2 the workflow %s runs each action as it was when we chose it', (name) => {
  // Who has the action's repository can move a tag, but not a commit. Dependabot raises both.
  const uses = [...read(`.github/workflows/${name}.yml`).matchAll(/^ +(?:- )?uses: (.+)$/gm)].map(
    ([, action = '']) => action,
  )
  expect(uses).not.toEqual([])
  expect(
    uses.filter((action) => !/^(\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/.test(action)),
  ).toEqual([])
})

test.each(['ci', 'release'])(
  '14.2 the workflow %s caches nothing by a pnpm that it does not install',
  (name) => {
    const { jobs } = parse(read(`.github/workflows/${name}.yml`))
    const steps: { uses?: string; with?: Record<string, unknown> }[] = Object.values(jobs).flatMap(
      (job) => Object(job).steps ?? [],
    )
    const setups = steps.filter(({ uses = '' }) => uses.startsWith('actions/setup-node@'))
    expect(setups.map((step) => step.with?.['package-manager-cache'])).toEqual([false])
  },
)

test('14.2 no published package needs one that is not', () => {
  const names = new Set(manifests.map(({ manifest }) => manifest.name))
  const open = new Set(published.map(({ manifest }) => manifest.name))
  const unmet = published.flatMap(({ manifest }) =>
    Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter((name) => names.has(name) && !open.has(name))
      .map((name) => `${manifest.name} needs ${name}`),
  )
  expect(unmet).toEqual([])
})

test.each(['better-sqlite3', 'pg'])('14.2 %s is an optional peer of the vault', (name) => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    read('packages/vault/package.json'),
  )
  expect(dependencies).not.toHaveProperty(name)
  expect(peerDependencies[name]).toMatch(/^\^\d/)
  expect(peerDependenciesMeta[name]).toEqual({ optional: true })
})

test.each(['ci', 'release'])('14.2 the workflow %s runs what there is, as on any other machine', (name) => {
  const { jobs } = parse(read(`.github/workflows/${name}.yml`))
  const steps: { run?: string; with?: Record<string, string> }[] = Object.values(jobs).flatMap(
    (job) => Object(job).steps ?? [],
  )
  const commands = steps.flatMap(({ run, with: given }) =>
    [run, given?.['version'], given?.['publish']].filter((text) => text !== undefined),
  )
  const named = commands.flatMap((command) =>
    [...command.matchAll(/ run ([\w:]+)/g)].map(([, script]) => script),
  )
  expect(named.filter((script) => !Object.hasOwn(scripts, script ?? ''))).toEqual([])
  expect(commands).toEqual(
    expect.arrayContaining(
      name === 'ci' ? ['npm test', '.ci/run'] : [expect.stringContaining('run package')],
    ),
  )
})

/** The pages that a stranger reads before anything of ours is on npm. */
const pages = globSync(['*.md', '{packages,apps}/*/*.md', 'packages/*/{guides,recipes,deploy}/*.md'], {
  cwd: ROOT,
}).filter((page) => /npm install[^\n]* @alter\//.test(read(page)))

test('14.3 until our packages are on npm, each page that installs one leads to the tarballs', () => {
  expect(pages.length).toBeGreaterThan(10)
  expect(
    pages.filter(
      (page) =>
        !read(page).includes('packages/create-alter-app') &&
        !/\.\.\/create-alter-app\/README\.md#in-an-existing-app/.test(read(page)),
    ),
  ).toEqual([])
  expect(read('packages/create-alter-app/README.md')).toMatch(/^## In an existing app$/m)
})
