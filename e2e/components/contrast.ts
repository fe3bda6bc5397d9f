import type { Locator } from '@playwright/test'

/** How an interactive element is seen. */
export interface Contrast {
  /** Of its text against what is behind it. */
  text: number
  /** Of its focus ring against what is around it; `undefined` where the browser draws its own. */
  ring: number | undefined
}

/**
 * Lets the browser paint the colours one over the other, in whatever notation they are, and compares what comes of it.
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
const MEASURE = `(element) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const layersOf = (start) => {
    const layers = []
    for (let at = start; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
      layers.unshift(getComputedStyle(at).backgroundColor)
    }
    return ['Canvas', ...layers]
  }
  const paint = (colors) => {
    canvas.clearRect(0, 0, 1, 1)
    for (const color of colors) {
      // System colours follow the scheme of the page, which a canvas does not know.
      canvas.fillStyle = color === 'Canvas' ? canvasColor : color
      canvas.fillRect(0, 0, 1, 1)
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const canvasColor = matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#ffffff'
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (high + 0.05) / (low + 0.05)
  }
  const style = getComputedStyle(element)
  const behind = layersOf(element)
  const around = behind.slice(0, -1)
  const hasRing = style.outlineStyle !== 'none' && style.outlineStyle !== 'auto'
  return {
    text: ratio(paint([...behind, style.color]), paint(behind)),
    ring: hasRing ? ratio(paint([...around, style.outlineColor]), paint(around)) : undefined,
  }
}`

export function contrastOf(element: Locator): Promise<Contrast> {
  return element.evaluate((one, measure) => {
    // oxlint-disable-next-line no-eval -- the program of the page is a text here: this project knows no DOM
    return (0, eval)(measure)(one)
  }, MEASURE)
}
