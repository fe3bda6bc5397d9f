import { type ScriptTag, type Visit, VISITOR } from '../script-tag.ts'
import { test as base } from '../test.ts'
import type { WalletUser } from '../wallet/real.ts'

interface Fixtures {
  /** The page with the script tag, which knows its user by a cookie. */
  tag: Pick<ScriptTag, 'url' | 'holdFile'> & Visit
  /** A vault with a Wallet and an app, for a user of this test. */
  system: WalletUser
}

export const test = base.extend<Fixtures>({
  tag: async ({ scriptTag, context }, use, { testId }) => {
    const user = testId.replaceAll('-', '')
    await context.addCookies([{ name: VISITOR, value: user, url: scriptTag.origin }])
    await use({
      ...scriptTag.visit(user),
      url: (variant) => scriptTag.url(variant),
      holdFile: () => scriptTag.holdFile(),
    })
  },
  system: ({ walletSystem, user }, use) => use(walletSystem.as(user)),
})
