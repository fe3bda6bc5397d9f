/** The options of all commands. */
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
  /** A line for the overview. */
  summary: string
  /** What `--help` adds to it: usage, words, options. */
  help: string
  /** Options it takes besides `--config`. */
  options: (keyof Options)[]
  /** @param words what follows its name. Throws a {@link UsageError} for what it does not understand. */
  run(words: string[], options: Options): Promise<void>
}

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

/** The only word allowed, or none. */
export function oneOf(words: string[], allowed: string[]): string | undefined {
  const [word, ...rest] = words
  if (word === undefined) return undefined
  if (rest.length > 0 || !allowed.includes(word)) {
    const choice = allowed.length > 0 ? ` It takes ${allowed.join(' or ')}.` : ''
    throw new UsageError(`There is nothing to do with "${words.join(' ')}".${choice}`)
  }
  return word
}
