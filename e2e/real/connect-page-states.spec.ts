import { expectReadable, LOOKS } from './connect-page-looks.ts'
import { test } from './test.ts'

for (const look of LOOKS) {
  test(`Connect page, ${look.name}: axe finds nothing, light and dark, and nothing moves`, async ({
    page,
    embed,
  }) => {
    await expectReadable(page, embed.vaultUrl, look)
  })
}
