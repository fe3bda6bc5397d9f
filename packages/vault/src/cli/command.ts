import { nearest } from './nearest.ts'

/** The options that commands take. */
export interface Options {
  config: string
  host?: string | undefined
  port?: string | undefined
  data?: boolean | undefined
  app?: string | undefined
  user?: string | undefined
  issuer?: string | undefined
  grant?: string | undefined
  agent?: string | undefined
  since?: string | undefined
  limit?: string | undefined
  json?: boolean | undefined
  yes?: boolean | undefined
  lift?: boolean | undefined
  all?: boolean | undefined
  force?: boolean | undefined
  reason?: string | undefined
  name?: string | undefined
  scope?: string[] | undefined
  from?: string[] | undefined
  expires?: string | undefined
  'user-token-required'?: boolean | undefined
  head?: string | undefined
  origin?: string[] | undefined
  provider?: string[] | undefined
  audience?: string | undefined
  'public-url'?: string | undefined
}

/** One command of `alter-vault`. */
export interface Command {
  /** The line in the overview. */
  summary: string
  /** What `--help` shows of it: usage, words, options. */
  help: string
  /** The options that it takes besides `--config`. */
  options: (keyof Options)[]
  /**
   * Runs the command. Throws a {@link UsageError} for words that it does not understand.
   * @param words the words after its name
   */
  run(words: string[], options: Options): Promise<void>
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

/**
 * The only word, if it is one of those allowed; `undefined` when there is none. Throws a {@link UsageError} for anything
 * else.
 */
export function oneOf(words: string[], allowed: string[]): string | undefined {
  const [word, ...rest] = words
  if (word === undefined) return undefined
  if (rest.length > 0 || !allowed.includes(word)) {
    const choice = allowed.length > 0 ? ` It takes ${allowed.join(' or ')}.` : ''
    throw new UsageError(`"${words.join(' ')}" is not expected here.${choice}`)
  }
  return word
}

/**
 * The word after a command that does several things.
 * @throws {UsageError} when it is missing or unknown
 */
export function readVerb<V extends string>(
  command: string,
  word: string | undefined,
  verbs: readonly V[],
): V {
  const verb = verbs.find((known) => known === word)
  if (verb !== undefined) return verb
  const choice = `${command} takes ${verbs.join(', ')}`
  if (word === undefined) throw new UsageError(`${choice}: write one of them after it.`)
  const near = nearest(word, [...verbs])
  throw new UsageError(`${choice}, not "${word}".${near === undefined ? '' : ` Did you mean ${near}?`}`)
}
