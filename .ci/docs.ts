// Checks public docstrings: every exported declaration and each member has one, an optional option names its default,
// and a call with options shows an `@example`.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync, type Comment, type Statement, type TSSignature, type TSType } from 'oxc-parser'

const root = join(import.meta.dirname, '..')
/** The packages that people import. */
const PACKAGES = ['connect', 'connect-mock', 'connect-react', 'mcp', 'protocol', 'sdk', 'vault']

/** Interfaces whose members callers give. In other interfaces an optional member says when it is absent. */
const GIVEN = /(Options|Config|Props|Init|Target)$/

/**
 * Interfaces whose callers pass on what may be missing, such as a variable of the environment. With
 * `exactOptionalPropertyTypes`, TypeScript accepts that only if the type of the member names `undefined`. A configuration
 * of the vault refuses `undefined`, because a rule or limit that is missing by mistake would limit nothing.
 */
const PASSED_ON = /(Options|Props|Init|Target)$/

/** What must not be missing by mistake: another user's token would be used. */
const EXACT = new Set(['CallOptions.userToken'])

/** Matches a docstring that names the default of an option. */
const DEFAULT = /\bdefaults?\b/i

/** Matches a docstring that says when an optional member is absent. */
const ABSENCE =
  /\b(absent|default|without|left out|missing|only|none|no|null|undefined|empty|once|when|where|if|unless|until|of an?|may)\b/i

/** The first names that people use. Each needs an example, whatever kind of declaration it is. */
const SHOWN = new Set([
  'AlterConnect',
  'AlterProvider',
  'App',
  'ConnectButton',
  'ConnectError',
  'ConnectedAccounts',
  'alterRoutes',
  'createConnect',
  'createVault',
  'setupAlterMock',
  'useConnect',
])

/** Parts of the browser under their own names. The browser's documentation describes their members. */
const OF_THE_BROWSER = new Set(['BlankDocument', 'Frame', 'Locks', 'Platform', 'PlatformEvent', 'Popup'])

interface File {
  path: string
  text: string
  body: Statement[]
  comments: Comment[]
}

interface Place {
  file: File
  node: Statement
}

const files = new Map<string, File>()

function load(path: string): File {
  const known = files.get(path)
  if (known) return known
  const text = readFileSync(path, 'utf8')
  const { program, comments } = parseSync(path, text)
  const file = { path, text, body: program.body, comments }
  files.set(path, file)
  return file
}

/** The docstring before a position. Only line comments may stand between. */
function docAt({ text, comments }: File, start: number): string {
  let from = start
  for (;;) {
    const comment = comments.findLast(({ end }) => end <= from)
    if (!comment || text.slice(comment.end, from).trim() !== '') return ''
    if (comment.type === 'Block') return comment.value.startsWith('*') ? comment.value : ''
    from = comment.start
  }
}

function nameOf(node: Statement): string[] {
  const at = node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node
  switch (at.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return at.id ? [at.id.name] : []
    case 'VariableDeclaration':
      return at.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
    default:
      return []
  }
}

/** The declarations of a name that a file uses or exports, within this package. */
function find(file: File, name: string): Place[] {
  const own = file.body.filter((node) => nameOf(node).includes(name))
  if (own.length > 0) return own.map((node) => ({ file, node }))
  for (const node of file.body) {
    const isImport = node.type === 'ImportDeclaration'
    const isExport = node.type === 'ExportNamedDeclaration' && node.source !== null
    if (!isImport && !isExport) continue
    const specifier = node.source?.value ?? ''
    if (!specifier.startsWith('.')) continue
    for (const each of node.specifiers) {
      if (each.type !== 'ImportSpecifier' && each.type !== 'ExportSpecifier') continue
      const [from, to] =
        each.type === 'ImportSpecifier' ? [each.imported, each.local] : [each.local, each.exported]
      if (textOf(to) === name) return find(load(join(dirname(file.path), specifier)), textOf(from))
    }
  }
  return []
}

function textOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.name ?? String(node.value)
}

/** The names that an entry exports. */
function exportsOf(file: File): string[] {
  return file.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration') return []
    if (node.declaration) return nameOf(node)
    return node.specifiers.map(({ exported }) => textOf(exported))
  })
}

const faults = new Set<string>()
const seen = new Set<Statement>()
let counted = 0

function report({ path, text }: File, start: number, fault: string): void {
  faults.add(`${relative(root, path)}:${text.slice(0, start).split('\n').length} ${fault}`)
}

function checkMembers(file: File, owner: string, members: TSSignature[]): void {
  if (OF_THE_BROWSER.has(owner)) return
  for (const member of members) {
    if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') continue
    const name = file.text.slice(member.key.start, member.key.end)
    const doc = docAt(file, member.start)
    counted += 1
    if (doc === '') report(file, member.start, `${owner}.${name} has no docstring.`)
    else if (member.optional && GIVEN.test(owner) && !DEFAULT.test(doc))
      report(file, member.start, `${owner}.${name} is optional and names no default.`)
    else if (member.optional && !ABSENCE.test(doc))
      report(file, member.start, `${owner}.${name} is optional and does not say when it is absent.`)
    if (member.optional && PASSED_ON.test(owner) && !EXACT.has(`${owner}.${name}`) && !takesUndefined(member))
      report(file, member.start, `${owner}.${name} is optional and refuses undefined.`)
    if (member.type === 'TSPropertySignature' && member.typeAnnotation)
      checkType(file, `${owner}.${name}`, member.typeAnnotation.typeAnnotation)
  }
}

function takesUndefined(member: TSSignature): boolean {
  if (member.type !== 'TSPropertySignature' || !member.typeAnnotation) return false
  const type = member.typeAnnotation.typeAnnotation
  return (type.type === 'TSUnionType' ? type.types : [type]).some(({ type: kind }) =>
    ['TSUndefinedKeyword', 'TSUnknownKeyword', 'TSNeverKeyword'].includes(kind),
  )
}

/** Checks members of a type and those of the interfaces that it consists of. */
function checkType(file: File, owner: string, type: TSType): void {
  if (type.type === 'TSTypeLiteral') checkMembers(file, owner, type.members)
  if (type.type === 'TSIntersectionType') for (const each of type.types) checkType(file, owner, each)
  if (type.type === 'TSParenthesizedType') checkType(file, owner, type.typeAnnotation)
}

function checkDeclaration({ file, node }: Place, name: string): void {
  if (seen.has(node)) return
  seen.add(node)
  const doc = docAt(file, node.start)
  const at = node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node
  counted += 1
  const isExported = node.type === 'ExportNamedDeclaration'
  const siblings = file.body.filter((other) => nameOf(other).includes(name))
  // One docstring is enough for overloads.
  if (isExported && siblings.every((other) => docAt(file, other.start) === ''))
    report(file, node.start, `${name} has no docstring.`)
  if (SHOWN.has(name) && !/@example/.test(doc)) report(file, node.start, `${name} shows no @example.`)
  else if (at.type === 'FunctionDeclaration' && takesGiven(file, at.params) && !doc.includes('@example'))
    report(file, node.start, `${name}() takes options and shows no @example.`)
  if (at.type === 'TSInterfaceDeclaration') {
    checkMembers(file, name, at.body.body)
    for (const { expression } of at.extends)
      if (expression.type === 'Identifier') checkName(file, expression.name)
  }
  if (at.type === 'TSTypeAliasDeclaration') checkType(file, name, at.typeAnnotation)
  if (at.type === 'ClassDeclaration') {
    for (const member of at.body.body) {
      if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') continue
      const key = file.text.slice(member.key.start, member.key.end)
      if (key.startsWith('#') || member.accessibility === 'private' || member.override) continue
      if (member.type === 'MethodDefinition' && member.kind === 'constructor') continue
      // An editor shows the docstring of the base class.
      if (key === 'code' && at.superClass?.type === 'Identifier' && at.superClass.name !== 'Error') continue
      const overloads = at.body.body.filter(
        (other) => 'key' in other && file.text.slice(other.key.start, other.key.end) === key,
      )
      counted += 1
      if (overloads.every((other) => docAt(file, other.start) === ''))
        report(file, member.start, `${name}.${key} has no docstring.`)
    }
  }
}

function takesGiven(file: File, params: { start: number; end: number }[]): boolean {
  return params.some(({ start, end }) => /:\s*\w*(Options|Config|Props)\b/.test(file.text.slice(start, end)))
}

function checkName(file: File, name: string): void {
  for (const place of find(file, name)) checkDeclaration(place, name)
}

/** The sources behind the entries of a package. */
function entriesOf(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const sources = Object.values<Record<string, unknown>>(exports).flatMap((entry) => {
    const source = Object(entry)['@alter/source']
    return typeof source === 'string' ? [source] : Object.values<string>(source ?? {})
  })
  // `in-node.ts` and `in-browser.ts` only say that they are in the wrong place, so they are left out.
  return [...new Set(sources)]
    .filter((path) => /\.tsx?$/.test(path) && !/\/in-(node|browser)\.ts$/.test(path))
    .map((path) => join(folder, path))
}

for (const name of PACKAGES) {
  const folder = join(root, 'packages', name)
  for (const entry of entriesOf(folder).filter((path) => existsSync(path))) {
    const file = load(entry)
    for (const each of exportsOf(file)) checkName(file, each)
  }
}

for (const fault of [...faults].toSorted()) console.error(fault)
if (faults.size > 0) {
  console.error(`${faults.size} of ${counted} public names say too little.`)
  process.exitCode = 1
} else console.log(`${counted} public names say what they are for.`)
