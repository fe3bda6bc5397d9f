import { describe, expect, test } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { learnFromCallback, learnValues } from '../src/providers/fill.ts'

const INSTANCE: NonNullable<ProviderConfig['learned']> = {
  instance: { from: 'instance_url', host_suffixes: ['plain.example', 'localhost'] },
}

describe('12.4: a host that an answer tells', () => {
  test.each([
    'https://evil.example',
    'https://evilplain.example',
    'https://plain.example.evil.example',
    'https://x.plain.example@evil.example',
    'https://u:p@x.plain.example',
    'https://evil.example/x.plain.example',
    'https://evil.example#.plain.example',
    'https://evil.example?.plain.example',
    'https://x.plain.example/path',
    'https://x.plain.example:8443',
    'http://x.plain.example',
    'ftp://x.plain.example',
    'x.plain.example:8443',
    'evil.example\\.plain.example',
    ' ',
    '',
  ])('may not be %s', async (url) => {
    expect(learnValues({ learned: INSTANCE }, { instance_url: url })).toEqual({})
    const learned = { instance: { ...INSTANCE['instance'], in: 'callback' as const, from: 'where' } }
    const callback = new URL(`https://v.example/?where=${encodeURIComponent(url)}`)
    expect(learnFromCallback({ learned }, callback)).toEqual({})
  })

  test.each([
    'https://x.plain.example',
    'https://x.plain.example/',
    'x.plain.example',
    'https://X.Plain.Example',
  ])('may be %s', async (url) => {
    expect(learnValues({ learned: INSTANCE }, { instance_url: url })).toEqual({
      instance: 'x.plain.example',
    })
  })
})
