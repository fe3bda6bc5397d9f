import { readdir } from 'node:fs/promises'

const LANGUAGES = new URL('../packages/connect/src/languages/', import.meta.url)

/**
 * Texts of the vault's pages without a script, by language. They are data, because the vault imports no sources of the
 * widget.
 */
export async function readPlainTexts(): Promise<Record<string, object>> {
  const entries = await readdir(LANGUAGES, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const texts = await Promise.all(folders.map((folder) => readOne(new URL(`${folder}/plain.ts`, LANGUAGES))))
  return Object.fromEntries(texts.map((text) => [text.locale, text]))
}

async function readOne({ href }: URL): Promise<{ locale: string }> {
  const [texts]: { locale: string }[] = Object.values(await import(href))
  if (!texts) throw new Error(`${href} exports no texts`)
  return texts
}
