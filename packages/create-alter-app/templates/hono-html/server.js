// The app's backend. It stores no token and no grant id.
import { readFile } from 'node:fs/promises'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { App, currentUserToken, problemResponse, withUser } from '@alter/sdk'
import { alterRoutes } from '@alter/sdk/hono'
import { Hono } from 'hono'
import { startServices } from './services.js'
import { isThisMachine } from './settings.js'

const port = Number(process.env.PORT ?? 3000)
const origin = `http://localhost:${port}`
const { apiKey, vaultUrl, googleApi, adasToken } = await startServices(origin)

/** The JWT of the user who sends a request. Yours comes from the session that your identity provider made. */
function userToken(request) {
  return isThisMachine(request.headers.get('host')) ? adasToken() : undefined
}

const app = new App({ apiKey, baseUrl: vaultUrl, userTokenGetter: currentUserToken })
const server = new Hono()

server.all('/api/alter/*', alterRoutes({ app, origins: [origin], userToken }))

server.get('/api/events', async (context) =>
  withUser(await userToken(context.req.raw), async () => {
    const events = await app.request('GET', `${googleApi}/calendar/v3/calendars/primary/events`, {
      provider: 'google',
    })
    return context.json(await events.json())
  }),
)

const widget = await readFile(
  new URL('node_modules/@alter/connect/dist/alter-connect.iife.js', import.meta.url),
  'utf8',
)
server.get('/alter-connect.iife.js', (context) =>
  context.body(widget, 200, { 'content-type': 'text/javascript' }),
)
server.use('*', serveStatic({ root: './public' }))
server.onError((error) => problemResponse(error))

serve({ fetch: server.fetch, hostname: '127.0.0.1', port }, () => console.log(`The app: ${origin}`))
