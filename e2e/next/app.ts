import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listen } from '@alter/demo/listener'
import type { LocalProvider } from '@alter/provider'
import { start, type Started } from '../process.ts'
import { openProvider } from '../sites.ts'
import { openVault } from '../vault.ts'

const home = new URL('../../apps/next/', import.meta.url).pathname
const root = new URL('../../', import.meta.url).pathname
const next = join(home, 'node_modules/next/dist/bin/next')

/** What `next build` left in a copy of `apps/next`. */
export interface Build {
  folder: string
  remove(): Promise<void>
}

/** @param config what the app's Next receives. A copy, so that two runs do not write into one folder; below the root, because Next resolves nothing above it. */
export async function buildApp(config: object = {}): Promise<Build> {
  await mkdir(join(root, 'test-results'), { recursive: true })
  const folder = await mkdtemp(join(root, 'test-results/next-'))
  function isSource(path: string): boolean {
    return !/^(node_modules|\.next)/.test(path.slice(home.length))
  }
  await cp(home, folder, { recursive: true, filter: isSource })
  await writeFile(join(folder, 'next.config.mjs'), `export default ${JSON.stringify(config)}\n`)
  await symlink(join(home, 'node_modules'), join(folder, 'node_modules'))
  // No vault is asked, so any key will do.
  const env = environment({ ALTER_API_KEY: 'alter_key_app_of_the_build' })
  function remove(): Promise<void> {
    return rm(folder, { recursive: true, force: true })
  }
  await promisify(execFile)(process.execPath, [next, 'build', folder], { env }).catch(async (cause) => {
    await remove()
    // Next tells errors of types there.
    throw new Error(cause.stdout, { cause })
  })
  return { folder, remove }
}

/** The app with a real vault and a real provider: three sites. */
export interface NextApp {
  origin: string
  vault: string
  provider: LocalProvider
  close(): Promise<void>
}

export async function startApp(command: 'start' | 'dev', { folder }: Build): Promise<NextApp> {
  const [port, vaultListener] = await Promise.all([freePort(), listen(0)])
  const origin = `http://app.localhost:${port}`
  const vaultOrigin = `http://localhost:${vaultListener.port}`
  const provider = await openProvider([vaultOrigin])
  const { vault, apiKey, close } = await openVault({ origin: vaultOrigin, app: origin, provider })
  vaultListener.answerWith((request) => vault.fetch(request))
  const server = start(
    process.execPath,
    [next, command, folder, '--hostname', '127.0.0.1', '--port', String(port)],
    environment({
      ALTER_API_KEY: apiKey,
      ALTER_URL: vaultOrigin,
      APP_ORIGIN: origin,
      GOOGLE_API: provider.google.api,
    }),
    ['ignore', 'pipe', 'inherit'],
  )
  await ready(server)
  return {
    origin,
    vault: vaultOrigin,
    provider,
    async close() {
      await server.stop()
      await Promise.all([vaultListener.close(), provider.close()])
      await close()
    },
  }
}

/** Next receives its port, because the vault must know the app's origin before the app runs. */
async function freePort(): Promise<number> {
  const { port, close } = await listen(0)
  await close()
  return port
}

function ready({ process: child }: Started): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text) => {
      said += String(text)
      if (said.includes('Ready in')) resolve()
    })
    child.once('exit', () => reject(new Error(`Next ended before it was ready: ${said}`)))
  })
}

/** Playwright's own would colour what Next says, or take it for a test of Next's. */
function environment(own: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...own }
}
