import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import type { FlowOptions, PlainFlow } from './plain-flow.ts'

const test = vaultTest()

async function promptOf(flow: PlainFlow, options: FlowOptions = {}): Promise<string[]> {
  return ((await flow.authorize(options)).parameters.get('prompt') ?? '').split(' ').toSorted()
}

describe('12.27: a configured prompt', () => {
  test('is joined with what protects a user whose way here is not proven', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({
      authorization_parameters: { prompt: 'consent select_account' },
    }))
    expect(await promptOf(flow)).toEqual(['consent', 'login', 'select_account'])
    expect(await promptOf(flow, { welcomed: true })).toEqual(['consent', 'select_account'])
  })

  test('does not take the choice of an account away, nor what a provider needs', async ({ startFlow }) => {
    const flow = await startFlow('google', () => ({
      openid: false,
      authorization_parameters: { prompt: 'login', hd: 'work.example' },
    }))
    expect(await promptOf(flow)).toEqual(['consent', 'login', 'select_account'])
    const { parameters } = await flow.authorize()
    expect(parameters.get('hd')).toBe('work.example')
    expect(parameters.get('access_type')).toBe('offline')
  })

  test.for<[string, string, string]>([
    ['microsoft', 'consent', 'select_account'],
    ['github', 'consent', 'select_account'],
    ['discord', 'login', 'consent'],
    ['gitlab', 'login', 'login'],
  ])('gives way at %s, which takes one value', async ([id, prompt, sent], { startFlow }) => {
    const flow = await startFlow(id, () => ({ authorization_parameters: { prompt } }))
    expect(await promptOf(flow)).toEqual([sent])
  })

  test.for<[string, string]>([
    ['spotify', 'show_dialog'],
    ['stripe', 'always_prompt'],
  ])('of %s in its own words is not taken away either', async ([id, name], { startFlow }) => {
    const flow = await startFlow(id, () => ({ authorization_parameters: { [name]: 'false', more: 'x' } }))
    const { parameters } = await flow.authorize()
    expect(parameters.get(name)).toBe('true')
    expect(parameters.get('more')).toBe('x')
  })
})
