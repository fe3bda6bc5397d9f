import { readFile } from 'node:fs/promises'
import { join, matchesGlob } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { configText } from '../src/cli/init.ts'
import { LAST_BYTES, LINGER } from '../src/cli/start.ts'
import { resolveSettings } from '../src/config/settings.ts'
import { CLOSING_GRACE } from '../src/outbound/outbound.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PORT = 4401

function read(path: string): Promise<string> {
  return readFile(join(ROOT, path), 'utf8')
}

async function linesOf(path: string): Promise<string[]> {
  return (await read(path)).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

/** What the guides let a reader write into the folder that the image is built from and that is committed. */
const SECRETS = ['.env', '.env.production', 'alter.yaml', 'apps/demo/.env', '.alter', 'apps/demo/.alter']

test.each(SECRETS)('14.12 %s gets into no image, and into no commit', async (path) => {
  const image = await linesOf('.dockerignore')
  const own = await linesOf('.gitignore')
  // A line with a mark of exclamation takes a pattern back.
  const exceptions = [...image, ...own].filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  expect(exceptions.filter((one) => [one, `**/${one}`].some((glob) => matchesGlob(path, glob)))).toEqual([])
  expect(image.filter((pattern) => matchesGlob(path, pattern))).not.toEqual([])
  // Git takes a name without a slash in any folder.
  const commits = own.map((pattern) => `**/${pattern.replace(/\/$/, '')}`)
  expect(commits.filter((pattern) => matchesGlob(path, pattern))).not.toEqual([])
})

/** The environment as Compose gives it, with these variables set by the operator. */
function environmentOf(
  variables: Record<string, string>,
  given: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, key: string, kind: string, rest: string) => {
        const value = given[key]
        if (value !== undefined) return value
        if (kind === '?') throw new Error(`${key}: ${rest}`)
        return rest
      }),
    ]),
  )
}

const GIVEN = { ALTER_MASTER_KEY: '0f'.repeat(32), POSTGRES_PASSWORD: 'ab'.repeat(32) }

async function composed() {
  const { vault, postgres } = parse(await read('compose.yaml')).services
  return { vault, postgres }
}

test('14.12 the Compose file gives the config of init its database and its credentials', async () => {
  const { vault, postgres } = await composed()
  const config = configText(
    {
      origins: ['https://app.example.com'],
      issuer: 'https://issuer.example.com',
      providers: ['google'],
      audience: 'app',
      name: 'App',
      publicUrl: 'https://vault.example.com',
    },
    'a'.repeat(64),
  ).replaceAll(/^ +client_(id|secret): ''\n/gm, '')
  const google = { ALTER_GOOGLE_CLIENT_ID: 'one', ALTER_GOOGLE_CLIENT_SECRET: 'two' }
  const environment = environmentOf(vault.environment, { ...GIVEN, ...google })
  const settings = resolveSettings(parse(config), environment)
  expect(settings).toMatchObject({ port: PORT, metricsToken: undefined, database: { kind: 'postgres' } })
  expect(settings.database).toHaveProperty(
    'url',
    `postgres://${postgres.environment.POSTGRES_USER}:${GIVEN.POSTGRES_PASSWORD}@postgres:5432/${postgres.environment.POSTGRES_DB}`,
  )
  expect(environmentOf(postgres.environment, GIVEN)['POSTGRES_PASSWORD']).toBe(GIVEN.POSTGRES_PASSWORD)
})

test.each(Object.keys(GIVEN))('14.12 without %s Compose starts nothing', async (missing) => {
  const { vault, postgres } = await composed()
  const given: Record<string, string> = { ...GIVEN }
  delete given[missing]
  expect(() => environmentOf({ ...postgres.environment, ...vault.environment }, given)).toThrow(missing)
})

test('14.12 only this machine reaches the vault of the Compose file, and nobody its database', async () => {
  const { vault, postgres } = await composed()
  expect(vault.ports).toEqual([`127.0.0.1:${PORT}:${PORT}`])
  expect(postgres.ports).toBeUndefined()
  expect(vault).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    depends_on: { postgres: { condition: 'service_healthy' } },
  })
  expect(postgres.healthcheck.test).toEqual(['CMD', 'pg_isready', '-U', postgres.environment.POSTGRES_USER])
})

test('14.12 image and Compose file agree on the place of the config', async () => {
  const { vault } = await composed()
  const [, place] = /"--config", "([^"]+)"/.exec(await read('Dockerfile')) ?? []
  expect(vault.volumes).toEqual([`./alter.yaml:${place}:ro`])
})

test('14.12 the image runs the program of the package, not as root, and is asked for its health', async () => {
  const lines = await linesOf('Dockerfile')
  const stage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  const { bin } = JSON.parse(await read('packages/vault/package.json'))
  const program = `/vault/node_modules/@alter/vault/${bin['alter-vault'].replace('./', '')}`
  expect(stage).toContain(`ENTRYPOINT ["node", "${program}"]`)
  expect(stage.findIndex((line) => line === 'USER node')).toBeGreaterThan(0)
  expect(stage.filter((line) => line.startsWith('USER '))).toEqual(['USER node'])
  expect(stage.find((line) => line.startsWith('HEALTHCHECK'))).toContain(`127.0.0.1:${PORT}/health`)
  // Nothing of the building stage but what was installed from the tarballs.
  expect(stage.filter((line) => /^(COPY|ADD) /.test(line))).toEqual([
    'COPY --from=build /vault/node_modules /vault/node_modules',
  ])
  expect(lines.filter((line) => /^(ARG|ENV) /.test(line))).toEqual(['ENV NODE_ENV=production'])
})

test('14.12 the image has the versions of the lockfile, which the tests use', async () => {
  const steps = (await linesOf('Dockerfile')).filter((line) => line.startsWith('RUN '))
  expect(steps[0]).toMatch(/ install --frozen-lockfile$/)
  // What npm or a second install resolved would be of the day of the build.
  expect(
    steps.slice(1).filter((step) => /\b(npm|pnpm@\S+) (i|install|ci|add|dlx|exec)\b/.test(step)),
  ).toEqual([])
  const { dependencies } = JSON.parse(await read('apps/image/package.json'))
  expect(dependencies).toEqual({
    '@alter/vault': 'workspace:*',
    'better-sqlite3': 'catalog:',
    pg: 'catalog:',
  })
})

test('14.12 whoever stops the vault waits longer than it takes to stop', async () => {
  const { vault } = await composed()
  const unit = await read('packages/vault/deploy/alter-vault.service')
  const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit) ?? []
  for (const patience of [Number.parseInt(vault.stop_grace_period, 10), Number(seconds)]) {
    expect(patience * 1000).toBeGreaterThan(CLOSING_GRACE + LAST_BYTES + LINGER)
  }
})

test('14.12 the unit runs the program of the package, as a user of its own, on a system that it cannot write', async () => {
  const unit = await linesOf('packages/vault/deploy/alter-vault.service')
  const { bin } = JSON.parse(await read('packages/vault/package.json'))
  const program = bin['alter-vault'].replace('./', '')
  expect(unit).toEqual(
    expect.arrayContaining([
      `ExecStart=/usr/bin/node /opt/alter/node_modules/@alter/vault/${program} start --config /etc/alter/alter.yaml`,
      'User=alter',
      'ProtectSystem=strict',
      'StateDirectoryMode=0700',
      'UMask=0077',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
    ]),
  )
})

test('14.12 the guide makes what the unit needs before it starts it', async () => {
  const guide = await read('packages/vault/deploy/README.md')
  const unit = await read('packages/vault/deploy/alter-vault.service')
  const [, below = ''] = guide.split('\n## systemd\n')
  const [, commands = ''] = /```sh\n([^]*?)```/.exec(below) ?? []
  const [before = ''] = commands.split('systemctl enable')
  const [, user] = /^User=(\w+)$/m.exec(unit) ?? []
  const [, secrets] = /^EnvironmentFile=(.+)$/m.exec(unit) ?? []
  const [, config] = / --config (\S+)$/m.exec(unit) ?? []
  for (const command of [
    `useradd --system ${user}\n`,
    `alter-vault init --config ${config} `,
    // The file holds secrets: the vault remarks on one that others can read.
    `chown ${user} ${config}\n`,
    ` > ${secrets})\n`,
  ]) {
    expect(before).toContain(command)
  }
})

test('14.12 nginx gets each setting where it accepts it', async () => {
  const guide = await read('packages/vault/deploy/README.md')
  const [, snippet = ''] = /```nginx\n([^]*?)```/.exec(guide) ?? []
  // Of `http` and `server` only: https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers
  const [server = '', location = ''] = snippet.split(/^location /m)
  expect(server).toMatch(/^large_client_header_buffers 4 32k;$/m)
  expect(location).not.toContain('large_client_header_buffers')
})
