// An MCP server as a client starts it: the user's JWT is in its environment.
import { App } from '@alter/sdk'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { calendarServer } from './calendar-server.ts'

const { API_KEY = '', VAULT_URL = '', CALENDAR_API = '', USER_TOKEN } = process.env
const app = new App({ apiKey: API_KEY, baseUrl: VAULT_URL })
serveStdio(() => calendarServer(app, CALENDAR_API, { userToken: () => USER_TOKEN }))
