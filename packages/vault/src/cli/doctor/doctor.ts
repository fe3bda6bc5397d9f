import { ConfigError } from '../../config-error.ts'
import { openPlaces } from '../../config/open-places.ts'
import type { App, Settings } from '../../config/settings.ts'
import { addressRule } from '../../outbound/address.ts'
import { createOutbound, type Outbound } from '../../outbound/outbound.ts'
import { catalog } from '../../providers/catalog/catalog.ts'
import { createProviderClients } from '../../providers/client.ts'
import type { Provider } from '../../providers/provider.ts'
import { placesOf } from '../../vault.ts'
import { type Command, oneOf } from '../command.ts'
import { readSettings } from '../open.ts'
import { warn } from '../terminal.ts'
import { databaseChecks, endingConnections } from './check-database.ts'
import { issuerCheck } from './check-issuer.ts'
import { checkProvider } from './check-provider.ts'
import { publicUrlCheck } from './check-public-url.ts'
import { walletCheck } from './check-wallet.ts'
import { type Check, type Finding, findingsOf, printFinding, printFindings } from './check.ts'

export const doctor: Command = {
  summary: 'Check what the vault depends on: configuration, database, master key, issuers, providers',
  help: `Usage: alter-vault doctor [options]

Changes nothing, not even a file. Doctor sends each provider its client_id and client_secret with a made-up code. The
provider's answer shows whether it accepts the client, before it refuses the code. Doctor also asks each provider for
its sign-in page. Each finding names the setting and what to do. Exits with 1 if something is wrong. Notes, and remarks
on file permissions, do not change the exit code.

Options
      --json            All findings as one JSON object: { ok, findings: [{ status, check, setting, message }] }`,
  options: ['json'],
  async run(words, { config, json = false }) {
    oneOf(words, [])
    const findings: Finding[] = []
    function report(found: Finding[]): void {
      findings.push(...found)
      if (found.some(({ status }) => status === 'failed')) process.exitCode = 1
      if (!json) for (const finding of found) printFinding(finding)
    }
    try {
      await examine(config, json, report)
    } catch (error) {
      if (!json || !(error instanceof ConfigError)) throw error
      const { message } = error
      report([{ status: 'failed', check: `configuration ${config}`, setting: '--config', message }])
    }
    if (json) printFindings(findings)
  },
}

async function examine(config: string, json: boolean, report: (found: Finding[]) => void): Promise<void> {
  const settings = await readSettings(config)
  report([
    { status: 'ok', check: `Node ${process.versions.node}`, setting: 'node' },
    { status: 'ok', check: `configuration ${config}`, setting: '--config' },
  ])
  for (const remark of await openPlaces([config, ...placesOf(settings, process.env)])) {
    if (json) report([{ status: 'note', check: 'file modes', setting: 'data_dir', message: remark }])
    else warn(remark)
  }
  const outbound = createOutbound(
    addressRule(settings.allowPrivateNetwork),
    settings.providerTimeout,
    undefined,
    settings.egressProxy,
  )
  try {
    const checks = [
      ...databaseChecks(settings, process.env),
      publicUrlCheck(settings),
      ...settings.apps.flatMap((app, index) => checksOf(app, index, settings, outbound)),
    ]
    for (const check of checks) report(await findingsOf(check))
  } finally {
    await outbound.close()
  }
}

function checksOf(app: App, index: number, settings: Settings, outbound: Outbound): Check[] {
  const clients = createProviderClients(outbound, Date.now, () => undefined)
  return [
    issuerCheck(app, index, outbound),
    walletCheck(app, index, settings, clients),
    ...[...app.providers.values()].map((provider) => {
      const setting = `apps[${index}].providers.${provider.id}`
      return {
        name: `${app.id}: provider ${provider.id}`,
        setting,
        async run() {
          if (provider.api_hosts.length === 0) {
            throw new ConfigError(
              `${setting}.api_hosts is empty, so the vault sends its token nowhere: list the hosts of its API, such as api.example.com`,
            )
          }
          return [
            ...notesOn(provider),
            ...(await checkProvider({ appId: app.id, settings, clients, outbound }, provider)),
            ...(await endingConnections(settings, app.id, provider.id)),
          ]
        },
      }
    }),
  ]
}

function notesOn({ id, pkce }: Provider): string[] {
  return pkce || catalog.get(id)?.pkce === false
    ? []
    : [
        'pkce is false, so anybody who gets an authorization code can use it. Set it to false only if the server refuses PKCE',
      ]
}
