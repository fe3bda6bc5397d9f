import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { approve } from '@alter/provider'
import { App, ConnectFailedError, isAlterError, NetworkError, type ConnectOptions } from '@alter/sdk'
import { describe, expect, onTestFinished } from 'vitest'
import { sdkTest } from './fixtures.ts'
import { API_KEY, MINTED, json, rejection, startFakeVault } from './fake-vault.ts'
import { listen } from './listen.ts'
import { connect, openPage, WORK } from './system.ts'

const test = sdkTest
  .extend('statusOf', ({ system }) => {
    // How the vault says the session stands.
    return async (sessionId: string): Promise<unknown> => {
      const response = await fetch(`${system.vaultUrl}/sdk/oauth/connect/session/result`, {
        method: 'POST',
        headers: { 'x-api-key': API_KEY, 'content-type': 'text/plain' },
        body: sessionId,
      })
      const result: { status: unknown } = JSON.parse(await response.text())
      return result.status
    }
  })
  .extend('startProgram', ({ system }) => {
    // A command-line program of its own process, with a stand-in for the command that opens a browser.
    return async ({ display }: { display: string }) => {
      const folder = await mkdtemp(join(tmpdir(), 'alter-terminal-'))
      const browser = createServer()
      const opened = once(browser, 'request').then(async ([request, response]) => {
        response.end()
        return text(request)
      })
      const port = await listen(browser)
      for (const name of ['xdg-open', 'open']) {
        const post = `fetch('http://127.0.0.1:${port}', { method: 'POST', body: process.argv[2] })`
        await writeFile(join(folder, name), `#!${process.execPath}\n${post}\n`)
        await chmod(join(folder, name), 0o755)
      }
      const child = spawn(
        process.execPath,
        [
          '--conditions=@alter/source',
          '--disable-warning=ExperimentalWarning',
          '--input-type=module',
          '-e',
          PROGRAM,
        ],
        {
          cwd: join(import.meta.dirname, '..'),
          stdio: ['ignore', 'pipe', 'pipe'],
          env: {
            PATH: folder,
            DISPLAY: display,
            ALTER_API_KEY: API_KEY,
            ALTER_VAULT: system.vaultUrl,
            ALTER_USER_TOKEN: await system.signIn(),
          },
        },
      )
      const output = startOutput()
      child.stderr.setEncoding('utf8').on('data', (more: string) => output.write(more))
      const exit = once(child, 'exit')
      onTestFinished(async () => {
        child.kill('SIGKILL')
        browser.close()
        await rm(folder, { recursive: true })
      })
      return { child, output, opened, exit, answer: text(child.stdout) }
    }
  })
  .extend('start', ({ system }) => {
    return async (options: Pick<ConnectOptions, 'signal'> = {}) => {
      const app = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })
      const output = startOutput()
      const userToken = await system.signIn()
      const grants = app.connect({ providers: ['google'], open: false, output, userToken, ...options })
      const session = await output.until(sessionIn)
      return { app, output, userToken, grants, session }
    }
  })

/** The session that the address in this text begins. */
function sessionIn(written: string): { sessionToken: string; sessionId: string } | undefined {
  const [, sessionToken, sessionId] = /#session=(alter_cs_([^_\s]+)_\S+)/.exec(written) ?? []
  return sessionToken === undefined || sessionId === undefined ? undefined : { sessionToken, sessionId }
}

/** Everything that is written, and a way to wait for some of it. */
function startOutput(isTTY = false) {
  let written = ''
  const waiting = new Set<() => void>()
  return {
    isTTY,
    written: () => written,
    write: (more: string) => {
      written += more
      for (const look of waiting) look()
    },
    until: <Found>(find: (written: string) => Found | undefined | false | null): Promise<Found> =>
      new Promise((resolve) => {
        function look() {
          const found = find(written)
          if (found === undefined || found === false || found === null) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

const PROGRAM = `
  import { App } from '@alter/sdk'
  const { ALTER_API_KEY: apiKey, ALTER_VAULT: baseUrl, ALTER_USER_TOKEN: token } = process.env
  const app = new App({ apiKey, baseUrl, userTokenGetter: () => token })
  process.stdout.write(JSON.stringify(await app.connect({ providers: ['google'] })))
`

describe('app.connect() in a terminal', () => {
  test('opens a browser, writes the address and a progress line, and answers the grants', async ({
    system,
    startProgram,
  }) => {
    const { output, opened, exit, answer } = await startProgram({ display: ':0' })
    const address = await opened
    const session = await output.until(sessionIn)

    expect(address).not.toContain(session.sessionToken)
    expect((await fetch(new URL('/', address), { redirect: 'manual' })).status).toBe(404)
    const first = await fetch(address, { redirect: 'manual' })
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toBe(
      `${system.vaultUrl}/sdk/oauth/connect#session=${session.sessionToken}`,
    )
    expect(await rejection(fetch(address))).toBeInstanceOf(TypeError)

    const { url, cookie } = await openPage(system, session)
    await output.until((written) => written.includes('Waiting for you at google'))
    await fetch(await approve(url, { account: WORK }), { headers: { cookie }, redirect: 'manual' })
    expect(await exit).toEqual([0, null])
    expect(JSON.parse(await answer)).toEqual([
      {
        grantId: expect.any(String),
        provider: 'google',
        providerName: 'Google',
        accountIdentifier: WORK,
        operation: 'creation',
        scopes: expect.arrayContaining(['openid']),
      },
    ])
    expect(output.written()).toContain('Waiting for the page to be opened\n')
    expect(output.written()).toMatch(/Connected Google: ada@work\.example\n$/)
  })

  test('without a display it only writes the address', async ({ system, startProgram }) => {
    const { output, exit } = await startProgram({ display: '' })
    const session = await output.until(sessionIn)
    expect(output.written()).toMatch(/^Open this address in a browser:\n/)
    await connect(system, session, { account: WORK })
    expect(await exit).toEqual([0, null])
  })

  test('Ctrl-C cancels the session and ends the program as Ctrl-C does', async ({
    statusOf,
    startProgram,
  }) => {
    const { child, output, exit } = await startProgram({ display: '' })
    const { sessionId } = await output.until(sessionIn)
    await output.until((written) => written.includes('Waiting for the page'))
    child.kill('SIGINT')
    expect(await exit).toEqual([null, 'SIGINT'])
    expect(output.written()).toMatch(/\nCancelled\.\n$/)
    expect(await statusOf(sessionId)).toBe('cancelled')
  })
})

describe('app.connect()', () => {
  test('refused at the provider: ConnectFailedError says so', async ({ system, start }) => {
    const { grants, session } = await start()
    const error = rejection(grants)
    await connect(system, session, { account: WORK, deny: true })
    expect(await error).toBeInstanceOf(ConnectFailedError)
    expect(isAlterError(await error, 'access_denied')).toBe(true)
  })

  test('cancelled on the page: ConnectFailedError', async ({ system, start }) => {
    const { grants, session, output } = await start()
    const error = rejection(grants)
    await fetch(`${system.vaultUrl}/sdk/oauth/connect/session/cancel`, {
      method: 'POST',
      body: session.sessionToken,
    })
    expect(await error).toMatchObject({ name: 'ConnectFailedError', code: 'connect_cancelled' })
    expect(output.written()).toMatch(/\nNot connected\.\n$/)
  })

  test('its signal cancels the session, and it rejects with the reason', async ({ statusOf, start }) => {
    const stop = new AbortController()
    const { grants, session } = await start({ signal: stop.signal })
    const error = rejection(grants)
    stop.abort(new RangeError('enough'))
    expect(await error).toBe(stop.signal.reason)
    expect(await statusOf(session.sessionId)).toBe('cancelled')
    expect(process.listenerCount('SIGINT')).toBe(0)
  })

  test('the vault restarts in mid-flow, and the flow goes on', async ({ system, start }) => {
    const { grants, session } = await start()
    const { url, cookie } = await openPage(system, session)
    await system.restart()
    await fetch(await approve(url, { account: WORK }), { headers: { cookie }, redirect: 'manual' })
    expect(await grants).toMatchObject([{ accountIdentifier: WORK }])
  })

  test('the vault is out of reach for a while: the terminal says so, and it is asked again', async () => {
    const result = { session_id: '1', events: [], expires_in: 500 }
    const vault = await startFakeVault(
      () => json(MINTED, 201),
      () => new Response('no gateway', { status: 500 }),
      () => json({ ...result, status: 'completed', grants: [] }),
    )
    const output = startOutput()
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    expect(await app.connect({ principal: 'app', open: false, output })).toEqual([])
    expect(output.written()).toContain('The vault cannot be reached; trying again\n')
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toEqual({ principal: 'app', delivery: 'poll' })
    expect(vault.asked[1]).toMatchObject({ body: '1', query: { wait: '25' } })
  })

  test.each([
    [
      'failed',
      { error: 'scope_denied', error_description: 'Tick the calendar.' },
      ConnectFailedError,
      'scope_denied',
    ],
    ['failed', { error: 'account_mismatch' }, ConnectFailedError, 'account_mismatch'],
    ['failed', { error: 'provider_unreachable' }, NetworkError, 'provider_unreachable'],
    ['expired', {}, ConnectFailedError, 'session_expired'],
  ])('a session that %s with %o', async (status, more, type, code) => {
    const vault = await startFakeVault(
      () => json(MINTED, 201),
      () => json({ session_id: '1', events: [], expires_in: 0, status, ...more }),
    )
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.connect({ principal: 'app', open: false, output: startOutput() }))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ code })
    expect(vault.asked).toHaveLength(2)
  })

  test('on a terminal the line is rewritten with the time left, and no account name steers it', async () => {
    const connection = {
      grant_id: 'g1',
      provider: 'google',
      provider_name: 'Google',
      account_identifier: '\u{1b}]0;owned\u{7}ada@work.example',
      operation: 'creation',
      scopes: [],
    }
    const vault = await startFakeVault(
      () => json(MINTED, 201),
      () => json({ session_id: '1', events: [], expires_in: 600, status: 'completed', grants: [connection] }),
    )
    const output = startOutput(true)
    await new App({ apiKey: API_KEY, baseUrl: vault.url }).connect({ principal: 'app', open: false, output })
    expect(output.written()).toContain('\r\u{1b}[KWaiting for the page to be opened (10:00 left)')
    expect(output.written()).toContain('\r\u{1b}[KConnected Google: ]0;ownedada@work.example\n')
  })
})

describe('three ways to say whose grant', () => {
  test("headless makes the grant; the user's JWT finds it, and a job names it", async ({ system, start }) => {
    const { grants, session, userToken } = await start()
    await connect(system, session, { account: WORK })
    const [grant] = await grants
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`

    const app = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl, userTokenGetter: () => userToken })
    const asUser = await app.request('GET', url, { provider: 'google' })
    expect(await asUser.json()).toMatchObject({ summary: WORK })

    const job = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })
    const asJob = await job.request('GET', url, { grantId: grant?.grantId ?? '' })
    expect(await asJob.json()).toMatchObject({ summary: WORK })
    expect(await rejection(job.request('GET', url, { provider: 'google' }))).toMatchObject({
      code: 'user_token_required',
    })
  })
})
