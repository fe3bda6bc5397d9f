import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import axe from 'axe-core'

interface Asked {
  /** What is in the page's frames is left out with `false`. Default `true`. */
  frames?: boolean
  /**
   * `colours`: only the rules that look at colours, for a page that was looked at whole in its other theme. `words`: only
   * those that look at names, for a page that was looked at whole in another language. Default `all`.
   */
  only?: 'all' | keyof typeof RULES
  /** Rules that axe leaves out by itself. */
  rules?: string[]
}

const RULES = {
  colours: ['color-contrast', 'link-in-text-block'],
  words: [
    'aria-dialog-name',
    'button-name',
    'html-has-lang',
    'html-lang-valid',
    'label',
    'link-name',
    'valid-lang',
  ],
}

/** A colour on its way from one theme to the other, or away from the pointer, is nobody's choice. */
const TRANSITIONS_ENDED = `Promise.allSettled(
  document.getAnimations().flatMap((one) => (one instanceof CSSTransition ? [one.finished] : [])),
)`

type Results = Pick<axe.AxeResults, 'violations'>

/** What axe finds wrong with a page, one line each. */
export async function findings(
  page: Page,
  { frames = true, only = 'all', rules = [] }: Asked = {},
): Promise<string[]> {
  const isOne = !frames || page.frames().length === 1
  const options: axe.RunOptions = {
    iframes: !isOne,
    resultTypes: ['violations'],
    rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: true }])),
    ...(only !== 'all' && { runOnly: { type: 'rule', values: RULES[only] } }),
  }
  await page.evaluate(TRANSITIONS_ENDED)
  const { violations } = isOne
    ? await runAlone(page, options)
    : await new AxeBuilder({ page }).options(options).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** For one frame axe needs no second page to put its findings together, and is loaded once. */
async function runAlone(page: Page, options: axe.RunOptions): Promise<Results> {
  if (!(await page.evaluate('Boolean(globalThis.axe)'))) await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => ({ violations }))`,
  )
}
