import { execFile } from 'node:child_process'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../../../.config/temporary-folder.ts'

const execute = promisify(execFile)

/** A PostgreSQL for one test run: a cluster in a temporary folder, on loopback. */
export interface Cluster {
  /** URL of the superuser, without a database name. */
  url: string
  stop(): Promise<void>
  /** Ends it like a crash, and keeps its data. */
  kill(): Promise<void>
  start(): Promise<void>
}

/**
 * A commit outlives the process, not the machine. Databases are made and dropped by the hundred: what PostgreSQL keeps
 * for a crash is limited, and nothing copies, analyses or compiles in the background.
 */
const QUICK =
  '-c fsync=off -c full_page_writes=off -c max_wal_size=256MB -c wal_level=minimal -c max_wal_senders=0 ' +
  '-c autovacuum=off -c jit=off'

const DEBIAN = '/usr/lib/postgresql'

/** The programs folder of the newest PostgreSQL, where Debian's package puts it; `null` when there is none. */
export async function findPostgres(): Promise<string | null> {
  const versions = await readdir(DEBIAN).catch(() => [])
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  return newest === undefined ? null : join(DEBIAN, newest, 'bin')
}

/**
 * @param programs from {@link findPostgres}
 * @param options `durable`: writes reach the disk
 */
export async function startCluster(
  programs: string,
  { durable = false }: { durable?: boolean } = {},
): Promise<Cluster> {
  const parent = durable ? tmpdir() : (temporaryFolder().TMPDIR ?? tmpdir())
  const folder = await mkdtemp(join(parent, 'alter-postgres-'))
  const data = join(folder, 'data')
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, 'postgres'])).stdout)),
    )
    await chown(folder, uid ?? 0, gid ?? 0)
  }
  function run(program: string, ...args: string[]): Promise<unknown> {
    const path = join(programs, program)
    const [command, rest] = isRoot ? ['runuser', ['-u', 'postgres', '--', path, ...args]] : [path, args]
    return execute(command, rest, { cwd: folder })
  }
  await run(
    'initdb',
    '--pgdata',
    data,
    '--username',
    'alter',
    '--auth',
    'trust',
    '--no-sync',
    '--encoding',
    'UTF8',
  )
  const port = await freePort()
  const durability = durable ? '-c fsync=on' : QUICK
  const settings = `-p ${port} -h 127.0.0.1 -k ${folder} ${durability} -c max_connections=200`
  function control(action: string, ...args: string[]): Promise<unknown> {
    return run('pg_ctl', action, '--pgdata', data, '--wait', ...args)
  }
  async function start(): Promise<void> {
    await control('start', '--silent', '--log', join(folder, 'log'), '--options', settings)
  }
  await start()
  return {
    url: `postgres://alter@127.0.0.1:${port}`,
    start,
    async kill() {
      await control('stop', '--mode', 'immediate')
    },
    async stop() {
      // A cluster that a test has killed is stopped already.
      await control('stop', '--mode', 'immediate').catch(() => undefined)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
