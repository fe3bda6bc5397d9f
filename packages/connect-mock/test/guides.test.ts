import { expect, test } from 'vitest'
import { fillGuides } from '../guides/fill.ts'

test('shows in each guide what the tests run', async () => {
  const guides = await fillGuides()
  expect(guides.size).toBeGreaterThan(0)
  for (const [name, { is, shouldBe }] of guides) {
    expect(is, `${name}: run node guides/fill.ts`).toBe(shouldBe)
    // No code but that of an example.
    expect(is.match(/^```\w/gm)?.length).toBe(is.match(/^<!-- /gm)?.length)
  }
})
