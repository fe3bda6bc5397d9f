import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

interface Asked {
  /** What is in the page's frames is left out with `false`. Default `true`. */
  frames?: boolean
  /**
   * `colours`: only the rules that look at colours, for a page that was looked at whole in its other theme. Default `all`.
   */
  only?: 'all' | 'colours'
  /** Rules that axe leaves out by itself. */
  rules?: string[]
}

const COLOURS = ['color-contrast', 'link-in-text-block']

/** What axe finds wrong with a page, one line each. */
export async function findings(
  page: Page,
  { frames = true, only = 'all', rules = [] }: Asked = {},
): Promise<string[]> {
  // For one frame axe needs no second page to put its findings together.
  const isOne = !frames || page.frames().length === 1
  const axe = new AxeBuilder({ page }).setLegacyMode(isOne).options({
    iframes: frames,
    rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: true }])),
  })
  // Options come first: they take the rules with them.
  const { violations } = await (only === 'colours' ? axe.withRules(COLOURS) : axe).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
