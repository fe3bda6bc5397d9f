// Tests `create-alter-app` as a stranger would use it, from our tarballs: creates an app of each template in an empty
// folder, installs and starts it with the machine's npm and Node, connects an account in a browser and reads its
// events.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium } from '@playwright/test'
import { findChromium } from '../e2e/chromium.ts'
import { packAll } from './pack.ts'

const TEMPLATES = ['react-express', 'hono-html', 'next']
/** The first answer of a development server takes long, because it compiles the page. Milliseconds. */
const PATIENCE = 120_000

/** A stranger's PATH: without the folders that pnpm adds. */
const strangersPath = (process.env['PATH'] ?? '')
  .split(':')
  .filter((folder) => !folder.includes('node_modules'))
  .join(':')

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: strangersPath,
    HOME: process.env['HOME'],
    NEXT_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
    ...more,
  }
}

function npm(cwd: string, ...words: string[]): void {
  execFileSync('npm', words, { cwd, env: environment(), stdio: ['ignore', 'ignore', 'inherit'] })
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  return servers.map((server) => {
    const address = server.address()
    server.close()
    if (typeof address !== 'object' || address === null) throw new Error('no free port')
    return address.port
  })
}

async function answers(url: string, app: ChildProcess): Promise<void> {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(200)) {
    if (app.exitCode !== null) throw new Error(`npm start exited with ${app.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
  }
  throw new Error(`${url} did not answer`)
}

async function connect(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext()
  // Of the popup too.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  await page.goto(url)
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect Google' }).first().click()
  const popup = await opening
  await popup.getByRole('button', { name: 'ada@work.example' }).click()
  await Promise.all([popup.waitForEvent('close'), popup.getByRole('button', { name: 'Allow' }).click()])
  await page.getByText('ada@work.example').first().waitFor()
  await page.getByRole('button', { name: 'Load events' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Access token issued' }).first().waitFor()
  await context.close()
}

async function stop(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.pid === undefined) return
  const exited = once(app, 'exit')
  // Ends npm and the processes that it started.
  process.kill(-app.pid, 'SIGTERM')
  await exited
}

const folder = mkdtempSync(join(tmpdir(), 'alter-create-'))
const executablePath = findChromium()
if (executablePath === undefined) throw new Error('no Chromium: pnpm --filter @alter/e2e run browser')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const packages = join(folder, 'tarballs')
  const tarball = packAll(packages).find((path) => path.includes('create-alter-app'))
  if (tarball === undefined) throw new Error('create-alter-app was not packed')
  for (const template of TEMPLATES) {
    const started = Date.now()
    npm(
      folder,
      'exec',
      '--yes',
      '--package',
      tarball,
      '--',
      'create-alter-app',
      template,
      '--template',
      template,
      '--packages',
      packages,
    )
    const home = join(folder, template)
    npm(home, 'install', '--no-audit', '--no-fund', '--loglevel=error')
    const [app = 0, vault = 0, provider = 0] = await freePorts(3)
    const ports = { PORT: String(app), VAULT_PORT: String(vault), PROVIDER_PORT: String(provider) }
    const server = spawn('npm', ['start'], {
      cwd: home,
      env: environment(ports),
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    try {
      await answers(`http://localhost:${app}/`, server)
      await connect(browser, `http://localhost:${app}/`)
    } finally {
      await stop(server)
    }
    process.stdout.write(
      `${template}: from an empty folder to a connected account in ${Math.round((Date.now() - started) / 1000)} s\n`,
    )
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
