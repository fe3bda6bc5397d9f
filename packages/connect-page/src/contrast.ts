/** Red, green and blue, 0 to 255. */
type Colour = [number, number, number]

const BLACK: Colour = [20, 20, 22]
const WHITE: Colour = [255, 255, 255]
/** Contrast of text on its background, WCAG 2.2, 1.4.3. It also covers the 3:1 of other parts. */
const ENOUGH = 4.5
/** Size of a step towards black or white. */
const STEP = 0.04

/** A colour that can be read on a background, and a colour that can be read on it. */
export interface Readable {
  colour: string
  on: string
}

/** @param ground background, `#rrggbb`; a weak colour is darkened on a light one and lightened on a dark one */
export function readable(colour: string, ground: string): Readable {
  const behind = parse(ground)
  const goal = luminance(behind) > 0.4 ? BLACK : WHITE
  let current = parse(colour)
  while (contrast(current, behind) < ENOUGH || contrast(current, onTopOf(current)) < ENOUGH) {
    const next = mix(current, goal)
    if (next.every((part, index) => part === current[index])) break
    current = next
  }
  return { colour: write(current), on: write(onTopOf(current)) }
}

function onTopOf(colour: Colour): Colour {
  return contrast(WHITE, colour) >= contrast(BLACK, colour) ? WHITE : BLACK
}

function mix(from: Colour, to: Colour): Colour {
  const [red, green, blue] = from.map((part, index) => {
    const target = to[index] ?? part
    const moved = part + (target - part) * STEP
    return target > part ? Math.ceil(moved) : Math.floor(moved)
  })
  return [red ?? 0, green ?? 0, blue ?? 0]
}

/** @see WCAG 2.2, contrast ratio */
export function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

export function parse(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function write(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
