import { makeSigningKeys } from '@alter/provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Backend, Browser } from './backend.ts'
import { mockBackend } from './mock-backend.ts'
import { prepareVault, realBackend } from './real-backend.ts'
import { STORIES } from './stories.ts'
import type { Exchange } from './transcript.ts'

/** Of all vaults of the file: to make keys and tables takes longer than all else of the start of one. */
const prepared = await prepareVault(await makeSigningKeys())
afterAll(() => prepared[Symbol.asyncDispose]())

/** One list of stories, for the mock and for the vault with the SDK's routes and a real OAuth server. */
const BACKENDS = { 'the mock': mockBackend, 'the vault': () => realBackend(prepared) }

describe.each(Object.entries(STORIES))('%s', (_about, story) => {
  const heard: Exchange[][] = []

  describe.each(Object.entries(BACKENDS))('%s', (_name, start) => {
    let backend: Backend
    beforeAll(async () => {
      backend = await start()
    })
    afterAll(() => backend.close())

    test('keeps its word', async () => {
      const exchanges: Exchange[] = []
      function newBrowser(): Browser {
        return new Browser(backend, exchanges)
      }
      await story({ browser: newBrowser(), another: newBrowser, backend })
      heard.push(exchanges)
    })
  })

  test('sounds the same from both', () => {
    const [mock, vault] = heard
    expect(mock).toBeDefined()
    expect(mock).toEqual(vault)
  })
})
