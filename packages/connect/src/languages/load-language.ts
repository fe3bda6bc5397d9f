/** The texts of a page by the first subtag of their language. Each is a file that is loaded when it is used. */
export type LanguageFiles<Texts> = Readonly<Record<string, () => Promise<Texts>>>

/** Runs something once after so many milliseconds, until it is stopped. */
interface Timers {
  after(milliseconds: number, run: () => void): () => void
}

/**
 * How long a file has to load before the page goes on without it. Milliseconds. It can stay away for good: on a dead
 * connection, or behind a proxy that swallows it.
 */
const WITHIN = 4000

/**
 * Loads the first wanted language that the page has, or else English.
 * @returns `undefined` when its file fails, or does not come in time
 * @see BCP 47
 */
export async function loadLanguage<Texts>(
  files: LanguageFiles<Texts>,
  wanted: readonly string[],
  timers: Timers,
): Promise<Texts | undefined> {
  const spoken = wanted.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
  const language = spoken.find((name) => Object.hasOwn(files, name)) ?? 'en'
  let stopWaiting: (() => void) | undefined
  const late = new Promise<undefined>((resolve) => {
    stopWaiting = timers.after(WITHIN, () => resolve(undefined))
  })
  const texts = await Promise.race([files[language]?.().catch(() => undefined), late])
  stopWaiting?.()
  return texts
}
