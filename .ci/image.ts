// Runs the steps of the Dockerfile without Docker: builds the vault in a folder, starts it there as another user on a
// read-only file system, checks its health and stops it. Also checks the systemd unit. A unit test reads the Compose file.
import { randomBytes } from 'node:crypto'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
const NOBODY = 65_534

/** The words of an instruction in JSON form; the last instruction counts. */
function wordsOf(instruction: string): string[] {
  const line = dockerfile.split('\n').findLast((text) => text.startsWith(`${instruction} `)) ?? ''
  return JSON.parse(line.slice(line.indexOf('[')))
}

/** The shell commands of the RUN steps before a line. */
function stepsBefore(line: string): string[] {
  const [before = ''] = dockerfile.split(`\n${line}\n`)
  return before.split('\n').flatMap((text) => (text.startsWith('RUN ') ? [text.slice('RUN '.length)] : []))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}

const folder = mkdtempSync(join(tmpdir(), 'alter-image-'))
try {
  chmodSync(folder, 0o755)
  const vault = join(folder, 'vault')
  const data = join(folder, 'data')
  mkdirSync(data)
  chownSync(data, NOBODY, NOBODY)
  function inFolder(text: string): string {
    return text.replaceAll(/(?<=^|\s)\/vault(?=\/|$)/g, vault)
  }

  const steps = stepsBefore('FROM node:24-bookworm-slim')
  if (steps.length === 0) throw new Error('the Dockerfile builds nothing')
  for (const step of steps) {
    // In `.ci/run`, the tree was built with the tarballs, and other gates read it now.
    if (step.endsWith(' run build') && process.env['ALTER_TARBALLS'] !== undefined) continue
    execFileSync('sh', ['-c', inFolder(step)], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  }

  // Compose runs it on PostgreSQL, whose driver must be beside the vault.
  const program = realpathSync(join(vault, 'node_modules/@alter/vault/dist/bin.js'))
  createRequire(program).resolve('pg')

  const port = await freePort()
  const config = join(folder, 'alter.yaml')
  writeFileSync(
    config,
    `public_url: http://localhost:${port}
data_dir: ${data}
apps:
  - id: app
    name: App
    api_key: alter_key_app_0123456789abcdef
    origins: [http://localhost:3000]
    identity: { issuer: http://localhost:1, audience: app }
    providers: { google: { client_id: one, client_secret: two } }
`,
  )
  const command = [...wordsOf('ENTRYPOINT'), ...wordsOf('CMD')].map((word) =>
    word === '/etc/alter/alter.yaml' ? config : inFolder(word),
  )
  const readOnly = `mount --make-rprivate / && mount --bind ${data} ${data} && mount -o remount,ro,bind / && exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups "$@"`
  const server = spawn('unshare', ['-m', 'sh', '-c', readOnly, 'sh', ...command, '--port', String(port)], {
    cwd: data,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ALTER_MASTER_KEY: randomBytes(32).toString('hex'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server.stdout.resume()
  const [asker = '', ...check] = wordsOf('HEALTHCHECK').map((word) => word.replace('4401', String(port)))
  let healthy = false
  for (let attempt = 0; attempt < 50 && !healthy && server.exitCode === null; attempt++) {
    const asked = spawn(asker, check, { stdio: 'ignore' })
    const [status] = await once(asked, 'exit')
    healthy = status === 0
    if (!healthy) await sleep(200)
  }
  if (!healthy) throw new Error(`the vault did not become healthy (exit code ${server.exitCode})`)
  server.kill('SIGTERM')
  const [status] = await once(server, 'exit')
  if (status !== 0) throw new Error(`on SIGTERM the vault exited with ${status}`)

  execFileSync(
    'systemd-analyze',
    ['verify', '--man=no', join(root, 'packages/vault/deploy/alter-vault.service')],
    {
      stdio: 'inherit',
    },
  )
  process.stdout.write(
    'the steps of the Dockerfile run; the vault is healthy as another user on a read-only system\n',
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
