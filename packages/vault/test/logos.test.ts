import { expect, test } from 'vitest'
import { catalog } from '../src/providers/catalog/catalog.ts'
import { drawLogo } from '../src/providers/logo.ts'
import { type Logo, logos } from '../src/providers/logos.ts'

const ids = [...catalog.keys()]
const DARK = '#17181b'

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** @see WCAG 2.2, contrast ratio */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** Colours of the shapes on a dark page. */
function coloursOnDark({ body, onDark = {} }: Logo): string[] {
  return [...body.matchAll(/(?:fill|stop-color)="(#[0-9a-f]{3,6})"/gi)].map(
    ([, colour = '']) => onDark[colour] ?? colour.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3'),
  )
}

test.each(ids)('15.5 the mark of %s is its own, inert, and stands out on a dark page', (id) => {
  const logo = logos[id]
  expect(logo, `logos.ts has no ${id}`).toBeDefined()
  if (!logo) return
  expect(logo.body).not.toMatch(
    /<(?!\/?(g|defs|path|linearGradient|radialGradient|stop|clipPath)\b)|href|on\w+=/,
  )
  const best = Math.max(...coloursOnDark(logo).map((colour) => contrast(colour, DARK)))
  expect(best).toBeGreaterThanOrEqual(3)
  for (const fill of Object.keys(logo.onDark ?? {})) expect(logo.body).toContain(`fill="${fill}"`)
})

test('15.5 no two providers share a mark', () => {
  expect(new Set(ids.map((id) => drawLogo(id, id))).size).toBe(ids.length)
})

test('15.5 Google, Microsoft, Slack and Figma are in their own colours', () => {
  for (const id of ['google', 'microsoft', 'slack', 'figma']) {
    expect(new Set(coloursOnDark(logos[id] ?? { viewBox: '', body: '' })).size).toBeGreaterThanOrEqual(4)
  }
})

test.each([
  ['Contoso', 'C'],
  ['ärzte', 'Ä'],
  ['日本', '日'],
  ['👩‍👩‍👧 Family', '👩‍👩‍👧'],
  ['<b>', '&#60;'],
])('15.5 a provider that nobody drew is its first letter: %s', (name, letter) => {
  expect(drawLogo('their-own', name)).toContain(`>${letter}</text>`)
})
