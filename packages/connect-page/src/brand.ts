import type { PageBrand } from '@alter/protocol'
import { readable } from './contrast.ts'

/** Background of the card, as in the style sheet. */
const LIGHT = '#ffffff'
const DARK = '#19191c'

/**
 * Gives the page the app's colours, adjusted so that they can be read. Set as properties, because the page's policy
 * allows no style text.
 */
export function applyBrand({ style }: HTMLElement, { accent, accent_dark }: PageBrand): void {
  const [onLight, onDark] = [accent ?? accent_dark, accent_dark ?? accent]
  if (onLight === undefined || onDark === undefined) return
  const [light, dark] = [readable(onLight, LIGHT), readable(onDark, DARK)]
  for (const name of ['--action', '--accent']) {
    style.setProperty(name, `light-dark(${light.colour}, ${dark.colour})`)
  }
  style.setProperty('--on-action', `light-dark(${light.on}, ${dark.on})`)
}
