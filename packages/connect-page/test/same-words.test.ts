import { expect, test } from 'vitest'

/** The words that a module exports. */
function textsOf(module: object): Record<string, unknown> {
  const [texts] = Object.values(module)
  return Object.fromEntries(Object.entries(Object(texts)))
}

test.each(['en', 'de', 'es', 'fr', 'ja', 'zh-cn'])(
  '15.2 the window and the components use the same words: %s',
  async (language) => {
    const page = textsOf(await import(`../../connect/src/languages/${language}/window.ts`))
    const components = textsOf(await import(`../../connect/src/languages/${language}/components.ts`))
    for (const name of ['locale', 'retry', 'notConnected', 'endThere'])
      expect(page[name], name).toBe(components[name])
    expect(page['trouble']).toMatchObject({
      access_denied: {
        title: components['notConnected'],
        reason: Object(components['connectErrors']).access_denied,
      },
    })
  },
)
