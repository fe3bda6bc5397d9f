// Starts the vault, then Next beside it.
import { spawn } from 'node:child_process'
import { startServices } from './services.js'

const port = process.env.PORT ?? '3000'
const origin = `http://localhost:${port}`
const { apiKey, vaultUrl, googleApi, adasToken } = await startServices(origin)

const next = spawn(
  process.execPath,
  ['node_modules/next/dist/bin/next', 'dev', '--hostname', '127.0.0.1', '--port', port],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      ALTER_API_KEY: apiKey,
      ALTER_URL: vaultUrl,
      APP_ORIGIN: origin,
      GOOGLE_API: googleApi,
      ADAS_TOKEN: await adasToken(),
    },
  },
)
next.once('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => next.kill(signal))
