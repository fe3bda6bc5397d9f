import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
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
  const [broken] = document.errors
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0])
    const [reason] = broken.message.split('\n')
    throw new ConfigError(`${path}:${line}:${col}: ${reason?.replace(/ at line \d+, column \d+:?$/, '')}`)
  }
  const config: unknown = document.toJS()
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

async function readText(path: string): Promise<string> {
  await refuseWritableByOthers(path)
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(
      `There is no config file ${path}. Make one with \`alter-vault init\`, or name one with --config.`,
      {
        cause,
      },
    )
  }
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
