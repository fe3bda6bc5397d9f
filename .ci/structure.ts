// Checks who may import whom: among the packages, among the rooms of the vault, of the widget and of its React
// components, and among all files, tests too, which import each other in no circle. The linter's rule for circles does
// not see what `import()` loads.
import { globSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

const root = join(import.meta.dirname, '..')

/**
 * What a folder may import of the workspace. `type:` allows only types, which cost the browser no bytes. A path after
 * the package's name allows what is below it.
 */
const PACKAGES: Record<string, string[]> = {
  'packages/protocol/src': [],
  'packages/connect/src': ['type:protocol'],
  'packages/connect-react/src': ['connect', 'type:protocol'],
  'packages/connect-page/src': ['connect/languages', 'connect/words', 'type:protocol'],
  'packages/wallet-page/src': ['connect/languages', 'connect/words', 'type:protocol'],
  'packages/connect-mock/src': ['protocol', 'connect-page'],
  'packages/sdk/src': ['protocol'],
  'packages/mcp/src': ['sdk'],
  'packages/vault/src': ['protocol', 'connect-page', 'wallet-page'],
  'packages/create-alter-app/src': [],
  'apps/demo/src': ['connect', 'connect-react', 'connect-mock', 'protocol'],
  'apps/demo/server': ['sdk', 'vault', 'provider', 'protocol'],
  'apps/next': ['connect-react', 'sdk'],
  'apps/provider/src': [],
  'apps/svelte/src': ['connect'],
  'apps/vue/src': ['connect'],
  'apps/script-tag': ['connect'],
  e2e: [
    'connect',
    'connect-mock',
    'connect-react',
    'demo',
    'protocol',
    'provider',
    'sdk',
    'vault',
    'wallet-page',
  ],
}

/**
 * The rooms of a package from the ground up. A room may import rooms of the lines above its own, and only itself of its
 * own line. A file directly in `src` is a room of its own.
 */
type Floors = string[][]

/** Only `crypto` also knows `storage`, where the data keys are. */
const VAULT: Floors = [
  [
    'address-ranges',
    'audit-event',
    'bounded',
    'config-error',
    'hidden-names',
    'input',
    'issue-reason',
    'label',
    'log',
    'metrics',
    'node-version',
    'problem',
    'process-metrics',
    'stored-rules',
    'subject',
    'user-problem',
    'within',
    'writable-file',
    'outbound',
    'storage',
  ],
  ['crypto', 'page', 'seldom'],
  // Settings contain providers, so providers come before the configuration.
  ['providers'],
  ['config'],
  ['brand'],
  ['identity'],
  ['grants'],
  ['policies', 'sessions', 'audit', 'webhooks'],
  ['proxy'],
  ['approvals'],
  // The reference describes the forms of the Wallet.
  ['wallet'],
  ['reference'],
  ['admission', 'handler', 'operation', 'provider-routes', 'upkeep'],
  ['wiring'],
  ['vault'],
  ['create-vault', 'cli'],
  ['bin', 'index'],
]

/** The widget is below what is drawn of it, and knows no element. */
const CONNECT: Floors = [
  [
    'backend',
    'backend-failure',
    'drop-in',
    'errors',
    'events',
    'in-time',
    'languages',
    'options',
    'outcome',
    'platform',
    'reported-errors',
    'texts',
    'timer-length',
    'unanswered',
    'words',
  ],
  ['flow'],
  ['widget'],
  ['connect'],
  ['menu', 'provider', 'requests'],
  ['button'],
  ['accounts'],
  ['element'],
  ['iife', 'index', 'script-accounts'],
]

/** A flow knows nothing of what is drawn of it, and the list and the repairs know nothing of each other. */
const CONNECT_REACT: Floors = [
  ['languages', 'rendering', 'wire'],
  ['surroundings'],
  ['flow', 'providers'],
  ['button', 'picker'],
  ['list', 'repair'],
  ['index'],
]

/** The vault's answers and their errors are below whoever asks it. A framework's adapter is on top. */
const SDK: Floors = [
  [
    'alter-error',
    'call',
    'deadline',
    'encode-text',
    'json-text',
    'fields',
    'present',
    'retry-after',
    'trace',
    'unset-text',
  ],
  ['answers'],
  ['errors'],
  ['user'],
  ['settings'],
  ['vault'],
  ['connect', 'request'],
  ['documents', 'keys'],
  ['agents', 'client'],
  ['agent', 'app'],
  ['routes'],
  ['express', 'fastify', 'hono', 'index', 'next'],
]

/** The mocked vault knows no request and no window. */
const MOCK: Floors = [
  ['problem', 'random', 'unhandled'],
  ['world'],
  ['vault'],
  ['provider'],
  ['handlers'],
  ['mock'],
  ['window'],
  ['context', 'in-page'],
  ['browser', 'in-browser', 'in-node', 'index', 'node', 'playwright', 'vite'],
]

/** The packages whose rooms have floors. */
const FLOORS: Record<string, Floors> = {
  'packages/vault/src': VAULT,
  'packages/connect/src': CONNECT,
  'packages/connect-react/src': CONNECT_REACT,
  'packages/connect-mock/src': MOCK,
  'packages/sdk/src': SDK,
}

/** Loose files and rooms on the ground know each other. Above it, neighbours do not. */
const GROUND = 0

/**
 * `grants` may take only types of `identity`, because a user's grants and the user's identity are separate questions.
 */
const TYPES_ONLY = new Set(['grants → identity'])

interface Import {
  specifier: string
  /** Whether the import disappears when the program runs. */
  typesOnly: boolean
  line: number
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const parsed = parseSync(file, text)
  const { module } = parsed
  function lineAt(offset: number): number {
    return text.slice(0, offset).split('\n').length
  }
  const statics = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    typesOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    line: lineAt(start),
  }))
  const exported = module.staticExports.flatMap(({ entries, start }) =>
    entries
      .filter(({ moduleRequest }) => moduleRequest !== null)
      .map(({ moduleRequest, isType }) => ({
        specifier: moduleRequest?.value ?? '',
        typesOnly: isType,
        line: lineAt(start),
      })),
  )
  const dynamic = module.dynamicImports.map(({ moduleRequest, start }) => ({
    specifier: text.slice(moduleRequest.start, moduleRequest.end).replaceAll(/^['"]|['"]$/g, ''),
    typesOnly: false,
    line: lineAt(start),
  }))
  const inTypes: Import[] = []
  // To walk a whole file takes longer than to read it, so only those are walked that may have such a type.
  if ([...text.matchAll(/\bimport\(/g)].length > dynamic.length) {
    new Visitor({
      TSImportType: ({ source, start }) =>
        void inTypes.push({ specifier: source.value, typesOnly: true, line: lineAt(start) }),
    }).visit(parsed.program)
  }
  return [...statics, ...exported, ...dynamic, ...inTypes]
}

function sourcesIn(folder: string): string[] {
  return globSync(`${folder}/**/*.{ts,tsx,mts,js}`, {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist|\.next|templates)$/.test(name),
  }).filter((file) => !/\.d\.ts$|(^|\/)(node_modules|dist|\.next|test)\//.test(file.split(sep).join('/')))
}

const faults: string[] = []

for (const folder of globSync('packages/*/src', { cwd: root })) {
  const name = folder.split(sep).join('/')
  if (!Object.hasOwn(PACKAGES, name))
    faults.push(`${name} may import anything: name it in PACKAGES of .ci/structure.ts.`)
}

for (const [folder, allowed] of Object.entries(PACKAGES)) {
  for (const file of sourcesIn(folder)) {
    for (const { specifier, typesOnly, line } of importsOf(join(root, file))) {
      const name = /^@alter\/([\w-]+)/.exec(specifier)?.[1]
      const path = specifier.startsWith('.') ? relative(root, join(root, file, '..', specifier)) : ''
      if (path !== '' && folder !== 'e2e' && !path.startsWith(folder.split('/').slice(0, 2).join('/'))) {
        faults.push(`${file}:${line} leaves its package: ${specifier}. Import the published name.`)
      }
      if (name === undefined || allowed.includes(name)) continue
      if (allowed.some((part) => part.includes('/') && `${specifier}/`.startsWith(`@alter/${part}/`)))
        continue
      if (typesOnly && allowed.includes(`type:${name}`)) continue
      const known = allowed.length === 0 ? 'nothing of the workspace' : allowed.join(', ')
      faults.push(`${file}:${line} imports ${specifier}; ${folder} may import ${known}.`)
    }
  }
}

/** Tests import public parts by the published name. A relative path is only for internal parts. */
const ENTRIES = /^(\.\.\/)+src\/(index|schema|node|playwright|vite|express|fastify|hono|next)\.ts$/
for (const file of globSync('packages/*/{test,bench}/**/*.{ts,tsx}', { cwd: root })) {
  if (/(^|\/)node_modules\//.test(file.split(sep).join('/'))) continue
  for (const { specifier, line } of importsOf(join(root, file))) {
    if (ENTRIES.test(specifier)) faults.push(`${file}:${line} imports ${specifier}: say the published name.`)
  }
}

for (const [folder, floors] of Object.entries(FLOORS)) {
  function roomOf(path: string): string {
    const [first = ''] = relative(folder, path).split(sep)
    return first.replace(/\.ts$/, '')
  }
  function floorOf(room: string): number {
    return floors.findIndex((rooms) => rooms.includes(room))
  }

  const unplaced = new Set<string>()
  for (const file of sourcesIn(folder)) {
    const from = roomOf(file)
    if (floorOf(from) === -1) unplaced.add(from)
    for (const { specifier, typesOnly, line } of importsOf(join(root, file))) {
      if (!specifier.startsWith('.')) continue
      const to = roomOf(relative(root, join(root, file, '..', specifier)))
      if (to === from || floorOf(to) === -1) continue
      const edge = `${from} → ${to}`
      const isDown = floorOf(to) < floorOf(from) || (floorOf(to) === GROUND && floorOf(from) === GROUND)
      if (!isDown) faults.push(`${file}:${line} ${edge} runs upwards or sideways: move down what both need.`)
      else if (TYPES_ONLY.has(edge) && !typesOnly) faults.push(`${file}:${line} ${edge} is for types alone.`)
    }
  }
  for (const room of unplaced)
    faults.push(`${folder}/${room} stands on no floor: name it in FLOORS of .ci/structure.ts.`)
}

/** What each file imports by its path: also types, and what loads later. */
const IMPORTED = new Map<string, string[]>(
  globSync('{packages,apps,e2e,.ci,.config}/**/*.{ts,tsx,mts,js}', {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist|\.next|templates)$/.test(name),
  })
    .filter((file) => !/(^|\/)(node_modules|dist|\.next)\//.test(file.split(sep).join('/')))
    .map((file) => [
      file,
      importsOf(join(root, file))
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => relative(root, join(root, file, '..', specifier))),
    ]),
)

const walked = new Set<string>()
function walk(file: string, way: string[]): void {
  const start = way.indexOf(file)
  if (start !== -1) faults.push(`A circle of files: ${[...way.slice(start), file].join(' → ')}`)
  if (walked.has(file)) return
  walked.add(file)
  for (const next of IMPORTED.get(file) ?? []) walk(next, [...way, file])
}
for (const file of IMPORTED.keys()) walk(file, [])

for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else
  console.log(
    `${Object.keys(PACKAGES).length} folders and ${Object.values(FLOORS).flat(2).length} rooms import downwards only; no circle in ${IMPORTED.size} files.`,
  )
