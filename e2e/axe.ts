import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What axe finds wrong with a page, one line each; what is in its frames is left out with `frames: false`. */
export async function findings(page: Page, { frames = true }: { frames?: boolean } = {}): Promise<string[]> {
  // For one frame axe needs no second page to put its findings together.
  const isOne = !frames || page.frames().length === 1
  const axe = new AxeBuilder({ page }).setLegacyMode(isOne).options({ iframes: frames })
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
