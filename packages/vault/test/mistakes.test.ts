import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ProviderConfig } from '@alter/vault'
import { describe, expect, onTestFinished } from 'vitest'
import { runCommand, writeConfig } from './commands.ts'
import { vaultTest } from './fixtures.ts'
import { ARGUMENTS, CACHE, SILENT_PORT } from './processes.ts'
import { listen } from './server.ts'
import { approve } from '@alter/provider'
import { Backend, Browser } from './system.ts'

const test = vaultTest()
  /** The vault as a developer has configured its Google, which is the local provider. */
  .extend('startGoogle', ({ backendWith }) => {
    return (google: Partial<ProviderConfig> = {}): Promise<Backend> =>
      backendWith({ google, vault: { port: SILENT_PORT } })
  })
  /** The lines of a start with this public URL, until one of them ends it. */
  .extend('startLines', ({ system }) => {
    return async (publicUrl: string, port: number, last: RegExp): Promise<string[]> => {
      const path = join(system.folder, 'alter.yaml')
      const config = { ...system.config, public_url: publicUrl, port, log: 'silent' }
      await writeFile(path, JSON.stringify(config), { mode: 0o600 })
      const child = spawn(process.execPath, [...ARGUMENTS, 'start', '--config', path], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], ...CACHE },
      })
      // Also where the line never comes.
      onTestFinished(() => void child.kill())
      const ended = once(child, 'exit')
      const lines: string[] = []
      const found = new AbortController()
      for (const output of [child.stdout, child.stderr]) {
        createInterface({ input: output }).on('line', (line) => {
          lines.push(line)
          if (last.test(line)) found.abort()
        })
      }
      await Promise.race([once(found.signal, 'abort'), ended])
      child.kill('SIGTERM')
      await ended
      return lines
    }
  })

/** A whole flow, up to what the vault says to the app: the `message` of its `ConnectError`. */
async function connect(backend: Backend): Promise<string> {
  const minted = await backend.mint()
  const browser = new Browser(backend.system)
  await browser.start(minted.session_token)
  const url = await browser.authorize(minted.session_id)
  await browser.send(await browser.consent(url))
  const { error, error_description } = await browser.outcome(minted.session_id)
  return error === undefined ? 'connected' : `${error}: ${error_description}`
}

/** A flow that Google ends with this error, in place of a code. */
async function refusal(
  backend: Backend,
  error: Record<string, string>,
): Promise<{ error?: string; error_description?: string }> {
  const minted = await backend.mint()
  const browser = new Browser(backend.system)
  await browser.start(minted.session_token)
  const state = new URL(await browser.authorize(minted.session_id)).searchParams.get('state') ?? ''
  const answer = new URLSearchParams({ ...error, state, iss: backend.system.provider.google.issuer })
  await browser.send(`/sdk/oauth/callback/google?${answer.toString()}`)
  return browser.outcome(minted.session_id)
}

async function doctor({ system }: Backend): Promise<string[]> {
  await writeConfig(system.folder, system.config)
  const { stdout } = await runCommand(system.folder, ['doctor'])
  return stdout.split('\n').filter((line) => line.includes('provider google'))
}

describe('14.4 client secret wrong', () => {
  const REMEDY =
    /Compare client_id and client_secret of demo: providers\.google with what the provider's console shows/

  test('is said to the app and in the log, with the setting', async ({ startGoogle }) => {
    const backend = await startGoogle({ client_secret: 'of-another-client' })
    const { system } = backend
    const said = await connect(backend)
    expect(said).toMatch(/^provider_misconfigured: Google refused with invalid_client: .*\. Compare/)
    expect(said).toMatch(REMEDY)
    expect(system.log.find((line) => line.includes('an authorization failed'))).toMatch(REMEDY)
    expect(said + system.log.join('\n')).not.toContain('of-another-client')
  })

  test('is found by doctor', async ({ startGoogle }) => {
    const backend = await startGoogle({ client_secret: 'of-another-client' })
    expect(await doctor(backend)).toEqual([
      expect.stringMatching(/^failed .*Google refused with invalid_client/),
    ])
    expect((await doctor(backend))[0]).toMatch(REMEDY)
  })
})

describe('14.4 redirect URI not registered', () => {
  test('the provider says so to the user, and doctor what to register', async ({
    startGoogle,
    backendWith,
  }) => {
    const { session_id, session_token } = await (await startGoogle()).mint()
    // As after a move of the vault: its client knows the old address.
    const moved = await backendWith({
      vault: { port: SILENT_PORT, public_url: 'http://moved.localhost:4401' },
    })
    const browser = new Browser(moved.system)
    await browser.start(session_token)
    const url = await browser.authorize(session_id)
    await expect(approve(url, { account: 'ada@work.example' })).rejects.toThrow(/redirect_uri/)
    const callback = 'http://moved.localhost:4401/sdk/oauth/callback/google'
    expect(await doctor(moved)).toEqual([
      expect.stringMatching(/^ok /),
      expect.stringContaining(
        `Google refuses the authorization request for its redirect URI. Register ${callback} as a redirect URI of the client of demo: providers.google.`,
      ),
    ])
  })

  test('doctor says nothing where it is registered', async ({ startGoogle }) => {
    expect(await doctor(await startGoogle())).toEqual([expect.stringMatching(/^ok /)])
  })
})

describe('14.4 scopes', () => {
  test('that the provider does not know are said to the app, with the setting', async ({ startGoogle }) => {
    const backend = await startGoogle({ scopes: ['https://www.googleapis.com/auth/calendar.redonly'] })
    const error = { error: 'invalid_scope', error_description: 'unknown scope' }
    expect(await refusal(backend, error)).toMatchObject({
      error: 'provider_misconfigured',
      error_description:
        "Google refused with invalid_scope: unknown scope. Correct scopes of demo: providers.google, or allow these scopes for its client in the provider's console.",
    })
  })

  test('that bring no refresh token are said when the account is connected, and by doctor', async ({
    start,
  }) => {
    // The local provider gives one for access_type=offline only, as Google does.
    const google = { authorization_parameters: { access_type: 'online' } }
    const backend = new Backend(await start({ google, vault: { port: SILENT_PORT } }))
    expect(await connect(backend)).toBe('connected')
    const remedy = /for (the scope )?offline_access.*prompt: consent.*access_type: offline/
    const warned = backend.system.log.find((line) => line.includes('gave no refresh token'))
    expect(warned).toMatch(remedy)
    expect((await backend.grants())[0]?.expires_at).toMatch(/^\d{4}-/)
    expect(await doctor(backend)).toEqual([
      expect.stringMatching(/^ok /),
      expect.stringMatching(/^note .*connections without a refresh token: 1\./),
    ])
    expect((await doctor(backend))[1]).toMatch(remedy)
  })
})

test.for<[string, string, string]>([
  [
    'a grant type that the client may not use',
    'unauthorized_client',
    "Allow the authorization code flow for the client of demo: providers.google in the provider's console.",
  ],
  [
    'redirect URI that is another one',
    'redirect_uri_mismatch',
    'Register http://vault.localhost:4401/sdk/oauth/callback/google as a redirect URI of the client of demo: providers.google.',
  ],
])(
  '14.4 %s, said by the provider, is said with what to do',
  async ([_name, error, remedy], { startGoogle }) => {
    expect(await refusal(await startGoogle(), { error })).toMatchObject({
      error: 'provider_misconfigured',
      error_description: `Google refused with ${error}. ${remedy}`,
    })
  },
)

async function freePort(): Promise<number> {
  const server = await listen(() => undefined)
  await server.close()
  return server.port
}

describe('14.4 public_url and port that disagree', () => {
  test('are said when the vault starts', async ({ startLines }) => {
    const port = await freePort()
    expect(await startLines('http://localhost:9', port, /public_url .* names port/)).toContain(
      `public_url http://localhost:9 names port 9, and this vault listens on port ${port}: browsers find no Connect page there. Set public_url: http://localhost:${port}, start with --port 9, or let a proxy on port 9 pass requests on`,
    )
  })

  test('are no mistake where a proxy passes requests on', async ({ startLines }) => {
    const port = await freePort()
    const asked = new AbortController()
    const proxy = await listen((_request, response) => {
      response.end('{}')
      asked.abort()
    })
    const url = `http://localhost:${proxy.port}/vault`
    const [lines] = await Promise.all([startLines(url, port, /serves/), once(asked.signal, 'abort')])
    expect(lines).toEqual([`alter-vault serves ${url} on http://127.0.0.1:${port}`])
    await proxy.close()
  })
})
