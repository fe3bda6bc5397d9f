import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'

/** What a picture depends on besides the code. */
interface Manifest {
  chromium: string
  /** The fonts, with versions, that the pages' families resolve to. */
  fonts: string[]
}

const file = new URL('pictures/manifest.json', import.meta.url)
const FAMILIES = ['system-ui', 'sans-serif', 'monospace']

/** From Fontconfig. Without it no picture is comparable. */
function fontsHere(): string[] {
  const format = '%{family[0]} %{style[0]} %{fontversion}'
  return FAMILIES.map(
    (family) => `${family}: ${spawnSync('fc-match', ['-f', format, family], { encoding: 'utf8' }).stdout}`,
  )
}

export async function writeManifest(chromium: string): Promise<void> {
  const manifest: Manifest = { chromium, fonts: fontsHere() }
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Why this machine's pictures would differ from the stored ones; `undefined` when they would not. */
export async function whyNotHere(chromium: string): Promise<string | undefined> {
  const kept: Manifest = JSON.parse(await readFile(file, 'utf8'))
  if (kept.chromium !== chromium) return `Chromium is ${chromium}, theirs was ${kept.chromium}`
  const fonts = fontsHere()
  const other = kept.fonts.find((font) => !fonts.includes(font))
  return other === undefined ? undefined : `their font is not here: ${other}`
}
