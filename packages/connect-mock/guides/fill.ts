// Writes the examples into the guides: `node guides/fill.ts`. A test fails when they differ.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'

const GUIDES = new URL('./', import.meta.url)

/** The guides as they are and as they should be, by file name. */
export async function fillGuides(): Promise<Map<string, { is: string; shouldBe: string }>> {
  const names = (await readdir(GUIDES)).filter((name) => name.endsWith('.md'))
  const guides = new Map<string, { is: string; shouldBe: string }>()
  for (const name of names) {
    const is = await readFile(new URL(name, GUIDES), 'utf8')
    guides.set(name, { is, shouldBe: await fill(is) })
  }
  return guides
}

/** After each `<!-- file -->` follows the file, as a block of code. */
async function fill(guide: string): Promise<string> {
  const parts = guide.split(/^<!-- (\S+) -->\n(?:\n```\w+\n[\s\S]*?\n```\n)?/m)
  const filled = parts.map(async (part, index) => {
    if (index % 2 === 0) return part
    const code = await readFile(new URL(part, GUIDES), 'utf8')
    return `<!-- ${part} -->\n\n\`\`\`${extname(part).slice(1)}\n${code}\`\`\`\n`
  })
  return (await Promise.all(filled)).join('')
}

if (import.meta.main) {
  for (const [name, { shouldBe }] of await fillGuides()) await writeFile(new URL(name, GUIDES), shouldBe)
}
