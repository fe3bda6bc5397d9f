import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { start } from '../process.ts'

/** The W3C protocol as far as the rows need it. @see https://www.w3.org/TR/webdriver2/ */
export interface WebDriver {
  /** One session: a browser with an empty profile. */
  newSession(): Promise<Session>
  stop(): Promise<void>
}

export interface Session {
  command<Value = unknown>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Value>
  close(): Promise<void>
}

/** @see https://www.w3.org/TR/webdriver2/#errors */
export class WebDriverError extends Error {
  override readonly name = 'WebDriverError'
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

export async function startWebDriver(
  program: string,
  capabilities: object,
  env: NodeJS.ProcessEnv,
): Promise<WebDriver> {
  const port = await freePort()
  const server = start(program, [`--port=${port}`], env, 'ignore')
  const base = `http://127.0.0.1:${port}`
  await untilReady(base)
  return {
    async newSession() {
      const { sessionId } = await send<{ sessionId: string }>(base, 'POST', '/session', {
        capabilities: { alwaysMatch: capabilities },
      })
      return {
        command: (method, path, body) => send(base, method, `/session/${sessionId}${path}`, body),
        close: async () => void (await send(base, 'DELETE', `/session/${sessionId}`)),
      }
    },
    stop: () => server.stop(),
  }
}

async function send<Value>(base: string, method: string, path: string, body?: object): Promise<Value> {
  const response = await fetch(base + path, {
    method,
    ...(method === 'POST' && {
      body: JSON.stringify(body ?? {}),
      headers: { 'content-type': 'application/json' },
    }),
  })
  const { value }: { value: Value } = JSON.parse(await response.text())
  if (response.ok) return value
  const { error, message } = Object(value)
  throw new WebDriverError(String(error), String(message))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function untilReady(base: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await pause(50)) {
    try {
      await send(base, 'GET', '/status')
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}
