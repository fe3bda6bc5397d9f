import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { alterRoutes, App, problemResponse } from '@alter/sdk'
import { alterRoutes as forExpress, problemHandler as expressHandler } from '@alter/sdk/express'
import { alterRoutes as forFastify, problemHandler as fastifyHandler } from '@alter/sdk/fastify'
import { alterRoutes as forHono } from '@alter/sdk/hono'
import { getRequestListener } from '@hono/node-server'
import express5 from 'express'
import express4 from 'express4'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_KEY, problem, startFakeVault } from './fake-vault.ts'
import { listen } from './listen.ts'

const ORIGIN = 'https://app.test'

interface Options {
  app: App
  origins: string[]
  userToken: () => string
  onError: (error: unknown) => void
}

type Mount = (options: Options) => RequestListener | Promise<RequestListener>

function inExpress(express: typeof express5, parsers: 'after' | 'before'): Mount {
  return ({ onError, ...options }) => {
    const server = express()
    if (parsers === 'before') server.use(express.json())
    server.use(forExpress({ ...options, onError }))
    if (parsers === 'after') server.use(express.json())
    server.use(expressHandler({ onError }))
    return server
  }
}

const inFastify: Mount = async ({ onError, ...options }) => {
  const server = fastify()
  server.setErrorHandler(fastifyHandler({ onError }))
  await server.register(forFastify({ ...options, onError }))
  await server.ready()
  return (req, res) => server.routing(req, res)
}

function listener(answer: (request: Request) => Response | Promise<Response>): RequestListener {
  const handle = getRequestListener(answer, { overrideGlobalObjects: false })
  return (req, res) => void handle(req, res)
}

const inHono: Mount = ({ onError, ...options }) => {
  const hono = new Hono()
  hono.onError((error, context) => problemResponse(error, { onError, request: context.req.raw }))
  hono.all('/api/alter/*', forHono({ ...options, onError }))
  return listener((request) => hono.fetch(request))
}

const alone: Mount = ({ onError, ...options }) => {
  const routes = alterRoutes({ ...options, onError })
  return listener((request) =>
    routes(request).catch((error: unknown) => problemResponse(error, { onError, request })),
  )
}

function head(length: number): string {
  return [
    'POST /api/alter/session HTTP/1.1',
    'Host: app.test',
    `Origin: ${ORIGIN}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    '\r\n',
  ].join('\r\n')
}

describe.each<[string, Mount]>([
  ['Express 5', inExpress(express5, 'after')],
  ['Express 5 behind a body parser', inExpress(express5, 'before')],
  ['Express 4', inExpress(express4, 'after')],
  ['Express 4 behind a body parser', inExpress(express4, 'before')],
  ['Fastify', inFastify],
  ['Hono', inHono],
  ['a web-standard server', alone],
])('14.5 a caller who leaves, in %s', (_, mount) => {
  async function start(userToken: () => string = () => 'eyJ.ada') {
    const vault = await startFakeVault(() => problem('grant_not_found'))
    const errors: unknown[] = []
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const server = createServer(
      await mount({ app, origins: [ORIGIN], userToken, onError: (error) => void errors.push(error) }),
    )
    const port = await listen(server)
    onTestFinished(() => server.close().closeAllConnections())
    return { server, port, errors }
  }
  test('with half of the body sent is no error', async () => {
    const { server, port, errors } = await start()
    const arrived = once(server, 'request')
    const caller = connect(port, '127.0.0.1')
    caller.write(`${head(100)}{"provider":`)
    const [request] = await arrived
    // Its error, a body that is not whole, comes before.
    const left = new Promise((resolve) => request.socket.once('close', resolve))
    caller.destroy()
    await left
    // Whatever follows from it has happened once the next one is answered.
    const next = await fetch(`http://127.0.0.1:${port}/api/alter/providers`)
    expect(next.headers.get('content-type')).toBe('application/problem+json')
    await new Promise((resolve) => setImmediate(resolve))
    expect(errors).toMatchObject([{ code: 'grant_not_found' }])
  })

  test('does not hide a fault of the backend in the same call', async () => {
    const bug = new RangeError('the session store is down')
    const { port, errors } = await start(() => {
      throw bug
    })
    const response = await fetch(`http://127.0.0.1:${port}/api/alter/providers`)
    expect(await response.json()).toMatchObject({ code: 'internal_error' })
    expect(errors).toEqual([bug])
  })
})
