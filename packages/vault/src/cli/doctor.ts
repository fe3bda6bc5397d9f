import { ConfigError } from '../config-error.ts'
import { openPlaces } from '../config/open-places.ts'
import type { App, Settings } from '../config/settings.ts'
import { openKeyring } from '../crypto/keyring.ts'
import { findKeys } from '../identity/key-set.ts'
import { addressRule } from '../outbound/address.ts'
import { fetchDocument } from '../outbound/document.ts'
import { createOutbound, type Outbound } from '../outbound/outbound.ts'
import { catalog } from '../providers/catalog.ts'
import { createProviderClients } from '../providers/client.ts'
import type { Provider } from '../providers/provider.ts'
import { checkProvider } from './check-provider.ts'
import { type Command, oneOf } from './command.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { paint, print, warn } from './terminal.ts'
import { placesOf } from '../vault.ts'

export const doctor: Command = {
  summary: 'Check what the vault depends on: configuration, database, master key, issuers, providers',
  help: `Usage: alter-vault doctor [options]

Changes nothing. Each provider is sent its client_id and client_secret with a code that nobody issued: it says
whether it takes the client before it refuses the code. Exits with 1 when something is not as it must be; remarks on files that
others may read go to standard error.`,
  options: [],
  async run(words, { config }) {
    oneOf(words, [])
    const settings = await readSettings(config)
    const outbound = createOutbound(
      addressRule(settings.allowPrivateNetwork),
      settings.providerTimeout,
      undefined,
      settings.egressProxy,
    )
    const checks: Check[] = [
      { name: `configuration ${config}`, run: () => Promise.resolve() },
      {
        name: `database ${describeDatabase(settings)}`,
        run: () => withStorage(settings, () => Promise.resolve()),
      },
      { name: 'master key', run: () => checkMasterKey(settings) },
      ...settings.apps.flatMap((app) => checksOf(app, settings, outbound)),
    ]
    for (const remark of await openPlaces([config, ...placesOf(settings, process.env)])) warn(remark)
    try {
      for (const check of checks) if (!(await passes(check))) process.exitCode = 1
    } finally {
      await outbound.close()
    }
  },
}

interface Check {
  name: string
  /** What is weaker than it could be, though it works. */
  warnings?: string[]
  run(): Promise<unknown>
}

async function passes(check: Check): Promise<boolean> {
  const { name } = check
  try {
    await check.run()
    print(`${paint('green', 'ok    ')}  ${name}`)
    for (const warning of check.warnings ?? []) print(`${paint('yellow', 'note  ')}  ${name}: ${warning}`)
    return true
  } catch (error) {
    print(
      `${paint('red', 'failed')}  ${name}: ${error instanceof Error ? reasonOf(error) : 'for no known reason'}`,
    )
    return false
  }
}

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && !message.includes(cause.message)
    ? `${message} (${cause.message})`
    : message
}

function describeDatabase({ database }: Settings): string {
  if (database.kind === 'sqlite') return `SQLite in ${database.folder}`
  const { host, pathname } = new URL(database.url)
  return `PostgreSQL ${pathname.slice(1)} at ${host}`
}

async function checkMasterKey(settings: Settings): Promise<void> {
  const masterKeys = await readMasterKeys(settings)
  await withStorage(settings, (storage) => openKeyring(storage, masterKeys, []))
}

function checksOf(app: App, settings: Settings, outbound: Outbound): Check[] {
  const clients = createProviderClients(outbound, settings.providerTimeout, Date.now, () => undefined)
  return [
    { name: `${app.id}: identity issuer ${app.identity.issuer}`, run: () => checkIssuer(app, outbound) },
    ...[...app.providers.values()].map((provider) => {
      const warnings = warningsOf(provider)
      return {
        name: `${app.id}: provider ${provider.id}`,
        warnings,
        run: async () =>
          warnings.push(...(await checkProvider({ appId: app.id, settings, clients }, provider))),
      }
    }),
  ]
}

function warningsOf({ id, pkce }: Provider): string[] {
  return pkce || catalog.get(id)?.pkce === false
    ? []
    : [
        'pkce: false. Whoever gets hold of an authorization code can use it; set it only where the server refuses PKCE',
      ]
}

/** Reads what the vault reads of an issuer: the discovery document and the keys. */
async function checkIssuer({ identity }: App, outbound: Outbound): Promise<void> {
  const url = await findKeys(identity, outbound)
  const response = await fetchDocument(outbound, url)
  if (response.status !== 200) throw new ConfigError(`${url} answered ${response.status}`)
  const document: unknown = await response.json()
  if (!Array.isArray(Object(document).keys)) throw new ConfigError(`${url} is no key set`)
}
