import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startDemo } from './demo.ts'

const { ALTER_GOOGLE_CLIENT_ID: clientId, ALTER_GOOGLE_CLIENT_SECRET: clientSecret } = process.env
const google = clientId && clientSecret ? { clientId, clientSecret } : undefined
function print(text: string): void {
  return void process.stdout.write(`${text}\n`)
}

try {
  await access(new URL('../dist/index.html', import.meta.url))
} catch {
  process.stderr.write('The frontend is not built: run `npm start` at the root of the repository.\n')
  process.exit(1)
}

const demo = await startDemo({
  ports: { app: 4400, vault: 4401, provider: 4402 },
  onNotice: print,
  onError: (error) => void process.stderr.write(`${String(error)}\n`),
  // Grants at the real Google are worth keeping.
  ...(google ? { google, dataDir: fileURLToPath(new URL('../.alter', import.meta.url)) } : {}),
})

print(`
  Daybreak, a demo of Alter: ${demo.url}

  1. Sign in as Ada and connect Google: ${google ? 'your own account, at the real Google' : 'any account, no password'}.
  2. Call the API; ${google ? 'connect a second account and call again' : 'wait a minute and call again: the vault has refreshed the token'}.
  3. Connect a second account, pick one; disconnect it, and see how the call says so.
  4. Let Scout use Google: it finds a free hour, and asks you before it adds an event.
${google ? `\n  Redirect URI to register at Google: ${demo.vaultUrl}/sdk/oauth/callback/google\n` : ''}`)

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal ends the program at once.
    if (stopping) process.exit(1)
    stopping = true
    void demo.close().then(() => process.exit(0))
  })
}
