import { type Logo, logos } from './logos.ts'

/** The SVG of a provider's mark. A provider outside the catalog gets the first letter of its name. */
export function drawLogo(id: string, name: string): string {
  const known = Object.hasOwn(logos, id) ? logos[id] : undefined
  return known ? drawMark(known) : drawMonogram(name)
}

function drawMark({ viewBox, body, onDark = {} }: Logo): string {
  const rules = Object.entries(onDark).map(([fill, other]) => `[fill="${fill}"]{fill:${other}}`)
  const style = rules.length > 0 ? `<style>@media(prefers-color-scheme:dark){${rules.join('')}}</style>` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}">${style}${body}</svg>\n`
}

function drawMonogram(name: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><style>rect{fill:#e3e6eb}text{fill:#3d4450}' +
    '@media(prefers-color-scheme:dark){rect{fill:#353a43}text{fill:#e3e6eb}}</style>' +
    '<rect width="24" height="24" rx="6"/><text x="12" y="12" font-family="system-ui,sans-serif" font-size="14"' +
    ` font-weight="600" text-anchor="middle" dominant-baseline="central">${escapeXml(firstLetter(name))}</text></svg>\n`
  )
}

/** The first character as readers see it. An emoji of several code points is one character. */
function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  return (first?.segment ?? '?').toUpperCase()
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
