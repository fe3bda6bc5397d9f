import { afterEach, describe, expect, test, vi } from 'vitest'
import { type FlowOptions, type PlainFlow, startPlainFlow } from './plain-flow.ts'

vi.setConfig({ testTimeout: 30_000 })

let flow: PlainFlow
afterEach(() => flow.close())

async function promptOf(options: FlowOptions = {}): Promise<string[]> {
  return ((await flow.authorize(options)).parameters.get('prompt') ?? '').split(' ').toSorted()
}

describe('12.27: a configured prompt', () => {
  test('is joined with what protects a user whose way here is not proven', async () => {
    flow = await startPlainFlow('plain', () => ({
      authorization_parameters: { prompt: 'consent select_account' },
    }))
    expect(await promptOf()).toEqual(['consent', 'login', 'select_account'])
    expect(await promptOf({ welcomed: true })).toEqual(['consent', 'select_account'])
  })

  test('does not take the choice of an account away, nor what a provider needs', async () => {
    flow = await startPlainFlow('google', () => ({
      openid: false,
      authorization_parameters: { prompt: 'login', hd: 'work.example' },
    }))
    expect(await promptOf()).toEqual(['consent', 'login', 'select_account'])
    const { parameters } = await flow.authorize()
    expect(parameters.get('hd')).toBe('work.example')
    expect(parameters.get('access_type')).toBe('offline')
  })

  test.each([
    ['microsoft', 'consent', 'select_account'],
    ['github', 'consent', 'select_account'],
    ['discord', 'login', 'consent'],
    ['gitlab', 'login', 'login'],
  ])('gives way at %s, which takes one value', async (id, prompt, sent) => {
    flow = await startPlainFlow(id, () => ({ authorization_parameters: { prompt } }))
    expect(await promptOf()).toEqual([sent])
  })

  test.each([
    ['spotify', 'show_dialog'],
    ['stripe', 'always_prompt'],
  ])('of %s in its own words is not taken away either', async (id, name) => {
    flow = await startPlainFlow(id, () => ({ authorization_parameters: { [name]: 'false', more: 'x' } }))
    const { parameters } = await flow.authorize()
    expect(parameters.get(name)).toBe('true')
    expect(parameters.get('more')).toBe('x')
  })
})
