import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { ConfigError, describeIssue } from '../config-error.ts'
import { parseConfig } from './parse.ts'
import type { VaultConfig } from './config.ts'
import { resolveSettings } from './settings.ts'
import { refuseWritableByOthers } from '../writable-file.ts'

/**
 * Reads and checks a config file, and resolves `data_dir` against its folder. Throws a {@link ConfigError} with file,
 * line and what is allowed.
 */
export async function readConfigFile(path: string, environment: NodeJS.ProcessEnv): Promise<VaultConfig> {
  const lines = new LineCounter()
  const document = parseDocument(await readText(path), { lineCounter: lines })
  // What it only warns of, such as a tag that nobody knows, it reads as something else.
  const [broken] = [...document.errors, ...document.warnings]
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0])
    const [reason] = broken.message.split('\n')
    throw new ConfigError(`${path}:${line}:${col}: ${reason?.replace(/ at line \d+, column \d+:?$/, '')}`)
  }
  const dangling = danglingAlias(document)
  if (dangling !== null) {
    const { line, col } = lines.linePos(dangling.offset)
    throw new ConfigError(
      `${path}:${line}:${col}: *${dangling.name} names nothing: no &${dangling.name} comes before it`,
    )
  }
  const config = toValues(document, path)
  try {
    resolveSettings(config, environment)
    const parsed = parseConfig(config)
    return { ...parsed, data_dir: resolve(dirname(path), parsed.data_dir ?? '.alter') }
  } catch (error) {
    if (!(error instanceof ConfigError) || error.issues.length === 0) throw error
    const described = error.issues.map((issue) => {
      const { line, col } = lines.linePos(offsetOf(document, issue.path))
      return `${path}:${line}:${col}: ${describeIssue(issue)}`
    })
    throw new ConfigError(described.join('\n'), { cause: error })
  }
}

/** The first alias without an anchor before it; `null` when there is none. */
function danglingAlias(document: Document): { name: string; offset: number } | null {
  let found: { name: string; offset: number } | null = null
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return undefined
      found = { name: alias.source, offset: alias.range?.[0] ?? 0 }
      return visit.BREAK
    },
  })
  return found
}

/** Aliases of aliases that would fill the memory show only now. */
function toValues(document: Document, path: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : ''
    throw new ConfigError(`${path}: ${reason}`, { cause })
  }
}

async function readText(path: string): Promise<string> {
  await refuseWritableByOthers(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (cause) {
    throw new ConfigError(unreadable(path, cause), { cause })
  }
}

function unreadable(path: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return `There is no config file ${path}. Make one with \`alter-vault init\`, or name one with --config.`
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return `${path} is not UTF-8: save it in that encoding.`
  return `The config file ${path} cannot be read: ${cause instanceof Error ? cause.message : 'for a reason unknown'}.`
}

/** Offset of a setting in the document: its key, or the nearest key around it. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last)
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
