import { App } from '@alter/sdk'

// A command-line tool: connects its user, tells the way on standard error, and the outcome on standard output.
const [, , baseUrl = '', apiKey = '', userToken = ''] = process.argv
const app = new App({ baseUrl, apiKey, userTokenGetter: () => userToken })
const grants = await app.connect({ providers: ['github'], open: false })
process.stdout.write(JSON.stringify(grants))
