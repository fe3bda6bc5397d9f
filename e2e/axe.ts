import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import axe from 'axe-core'

interface Asked {
  /** Whether to check the page's frames too. Default: true. */
  frames?: boolean
  /**
   * `colours`: only rules about colours, for a page that was checked completely in its other theme. `words`: only rules
   * about names, for a page that was checked completely in another language. Default: `all`.
   */
  only?: 'all' | keyof typeof RULES
  /** Further rules that axe leaves out by default. */
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

/** Waits for transitions, because a colour between two themes or states is not what anybody chose. */
const TRANSITIONS_ENDED = `Promise.allSettled(
  document.getAnimations().flatMap((one) => (one instanceof CSSTransition ? [one.finished] : [])),
)`

type Results = Pick<axe.AxeResults, 'violations'>

/** The faults that axe finds on a page, one line each. */
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

/** Runs axe in one frame only, which needs no second page for merging results and loads axe once. */
async function runAlone(page: Page, options: axe.RunOptions): Promise<Results> {
  if (!(await page.evaluate('Boolean(globalThis.axe)'))) await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => ({ violations }))`,
  )
}
