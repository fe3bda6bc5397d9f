import { ENGINES } from './engines.ts'
import { ROWS } from './rows.ts'
import { test } from './test.ts'

for (const { name, cannot, remark, phone = false, run } of ROWS) {
  test(name, async ({ engine, stage, userBrowser }) => {
    const missing = ENGINES[engine].missing().join(', ')
    if (missing !== '' && process.env['CI'] !== undefined) throw new Error(`Not installed: ${missing}`)
    test.skip(missing !== '', `not installed: ${missing}`)
    const reason = cannot?.[engine]
    test.skip(reason !== undefined, reason)
    const otherwise = remark?.[engine]
    if (otherwise !== undefined) test.info().annotations.push({ type: 'remark', description: otherwise })
    await run({ engine, stage, browser: await userBrowser({ phone }) })
  })
}
