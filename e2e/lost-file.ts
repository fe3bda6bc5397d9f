import { expect, type Page } from '@playwright/test'
import { findings } from './axe.ts'

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

/** Opens a page whose script is lost: after a while it says so, in words that can be read. */
export async function expectNoteOfLostScript(page: Page, address: string): Promise<void> {
  await lose(page, '**/assets/index-*.js', 'another page')
  await page.goto(address, { waitUntil: 'commit' })
  const words = page.getByText('Laden Sie sie neu')
  await words.waitFor({ state: 'attached' })
  await expect(words).toBeHidden()
  await page.evaluate(
    "for (const one of document.getAnimations()) if (one.animationName === 'wait') one.finish()",
  )
  await expect(words).toBeVisible()
  expect(await findings(page)).toEqual([])
}
