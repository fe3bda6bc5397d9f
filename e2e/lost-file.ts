import type { Page } from '@playwright/test'

/** Ways in which a file does not come. */
export const LOST = ['never', 'another page'] as const

/** Loses the files of a page whose address has this pattern. */
export async function lose(page: Page, pattern: string, how: (typeof LOST)[number]): Promise<void> {
  await page.route(pattern, (route) => {
    switch (how) {
      case 'never':
        return undefined
      case 'another page':
        return route.fulfill({ contentType: 'text/html', body: '<p>Sign in to this network</p>' })
    }
    return how satisfies never
  })
}

/** Passes the time after which a page without its script says so. */
export async function passWaiting(page: Page): Promise<void> {
  await page.evaluate(
    "for (const one of document.getAnimations()) if (one.animationName === 'wait') one.finish()",
  )
}
