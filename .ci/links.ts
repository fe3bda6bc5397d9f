// Checks the links of all Markdown pages, `[text](link)` and HTML: each leads to a file of this repository, and to a
// heading that the page has. Pages of others are not asked.
import { globSync, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
/** The README of the root, as a published package must name it. */
const OURS = 'https://github.com/alter-connect/alter'

/** The page without its code, in which brackets and `#` mean something else. */
function proseOf(path: string): string {
  return readFileSync(path, 'utf8')
    .replaceAll(/^ *```[^]*?^ *```$/gm, '')
    .replaceAll(/`[^`\n]+`/g, (code) => code.replaceAll(/[[\]()"]/g, ''))
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(path).matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    let name = anchor
    for (let count = 1; anchors.has(name); count++) name = `${anchor}-${count}`
    anchors.add(name)
  }
  return anchors
}

function faultOf(page: string, link: string): string | undefined {
  const isOurs = link === OURS || link.startsWith(`${OURS}#`)
  if (/^[a-z]+:/.test(link) && !isOurs) return undefined
  const [place = '', anchor] = (isOurs ? link.slice(OURS.length) : link).split('#')
  const target = isOurs ? root : place === '' ? page : join(dirname(page), decodeURIComponent(place))
  if (!existsSync(target)) return 'there is no such file'
  if (anchor === undefined) return undefined
  const readable = statSync(target).isDirectory() ? join(target, 'README.md') : target
  if (!existsSync(readable)) return 'the folder has no README'
  return anchorsOf(readable).has(anchor) ? undefined : 'there is no such heading'
}

const pages = globSync('{*,{.changeset,.github}/**/*,{apps,packages,e2e}/**/*}.md', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|dist|test-results|\.next)$/.test(path),
})
let counted = 0
const faults: string[] = []
for (const name of pages.toSorted()) {
  const page = join(root, name)
  const links = proseOf(page).matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)
  for (const [, link, attribute = ''] of links) {
    counted += 1
    const fault = faultOf(page, link ?? attribute)
    if (fault !== undefined) faults.push(`${relative(root, page)}: ${link ?? attribute}: ${fault}`)
  }
}
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else console.log(`${counted} links of ${pages.length} pages lead to what they name.`)
