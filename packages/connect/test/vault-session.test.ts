import { expect, test } from 'vitest'
import { parseSession } from '../src/platform/vault-session.ts'

const TOKEN = `alter_cs_${'0'.repeat(32)}_x`

test.each([
  'https://vault.example',
  'https://vault.example:8443/below',
  'http://localhost:4401',
  'http://vault.localhost:4401',
  'http://127.0.0.1:4401',
  'http://[::1]:4401',
])('W17: a token goes to %s', (baseUrl) => {
  expect(parseSession(TOKEN, baseUrl).page).toBe(`${baseUrl}/sdk/oauth/connect`)
})

test.each(['http://vault.example', 'http://10.0.0.7', 'http://localhost.example'])(
  'W17: nor with the connect_url %s does a token go in the clear',
  (at) => {
    const minted = { session_token: TOKEN, connect_url: `${at}/sdk/oauth/connect` }
    expect(() => parseSession(minted, undefined)).toThrow('https')
  },
)

test.each([
  ['without a host', 'https:///x'],
  ['without an address', 'https://'],
  ['below the app', '/vault'],
  ['over http', 'http://vault.example'],
])('a connect_url %s is refused, with the field and what to do', (_, connect_url) => {
  expect(() => parseSession({ session_token: TOKEN, connect_url }, undefined)).toThrow(
    'baseUrl or connect_url: use https, or http on localhost',
  )
})
