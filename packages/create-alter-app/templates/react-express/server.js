// The app's backend. It stores no token and no grant id.
import { createServer } from 'node:http'
import { App, currentUserToken, pickedAccount, withUser } from '@alter/sdk'
import { alterRoutes, problemHandler } from '@alter/sdk/express'
import express from 'express'
import { createServer as createVite } from 'vite'
import { startServices } from './services.js'
import { isThisMachine } from './settings.js'

const port = Number(process.env.PORT ?? 3000)
const origin = `http://localhost:${port}`
const { apiKey, vaultUrl, googleApi, adasToken } = await startServices(origin)

/** The JWT of the user who sends a request. Yours comes from the session that your identity provider made. */
function userToken(request) {
  return isThisMachine(request.get('host')) ? adasToken() : undefined
}

const app = new App({ apiKey, baseUrl: vaultUrl, userTokenGetter: currentUserToken })
const server = express()

server.use('/api/alter', alterRoutes({ app, origins: [origin], userToken }))

server.get('/api/events', async (request, response) => {
  const events = await withUser(await userToken(request), () =>
    app.request('GET', `${googleApi}/calendar/v3/calendars/primary/events`, {
      provider: 'google',
      account: pickedAccount(request),
    }),
  )
  response.json(await events.json())
})

const listener = createServer(server)
const vite = await createVite({ server: { middlewareMode: true, hmr: { server: listener } } })
server.use(vite.middlewares)
server.use(problemHandler())
listener.listen(port, '127.0.0.1', () => console.log(`The app: ${origin}`))
