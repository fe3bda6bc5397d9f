import type { VaultReason } from '@alter/protocol'
import { createInterface } from 'node:readline/promises'
import { ConfigError } from '../config-error.ts'
import type { App, Settings } from '../config/settings.ts'
import { type Keyring, openKeyring } from '../crypto/keyring.ts'
import { createReleaseTokens } from '../grants/release.ts'
import { revokeAllGrants, type RevokedAll } from '../grants/revoke-all.ts'
import { sealEarlierGrants } from '../grants/seal-earlier.ts'
import { createGrantSeals } from '../grants/seal.ts'
import { createGrantStore } from '../grants/store.ts'
import { claimUsers } from '../identity/issuers.ts'
import { lockApp, unlockApp } from '../identity/keys/lock-app.ts'
import { createLog } from '../log.ts'
import { addressRule } from '../outbound/address.ts'
import { createOutbound } from '../outbound/outbound.ts'
import { createProviderClients } from '../providers/client.ts'
import { endOpenSessions } from '../sessions/end-open.ts'
import type { Storage } from '../storage/open.ts'
import { createStanding } from '../storage/standing.ts'
import { createOutbox } from '../webhooks/outbox.ts'
import { createPost } from '../webhooks/post.ts'
import { type Command, oneOf, UsageError } from './command.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { withAudit } from './operator-audit.ts'
import { requireApp } from './require-app.ts'
import { paint, plain, print } from './terminal.ts'

export const panic: Command = {
  summary: 'Lock an app: revoke its keys and all its grants, at the providers too',
  help: `Usage: alter-vault panic --app <id> [options]

  panic --app <id>         1. All running vaults refuse every API key of the app and of its agents, also keys of the config file.
                           2. Running connect flows end. 3. Every grant is revoked, in the vault and at its provider.
                           If it is interrupted, run it again to continue.
  panic --app <id> --lift  Accept the key of the config file again, after a new key was put there

Options
      --app <id>  The app
  -y, --yes       Do not ask first. Needed if there is no terminal
      --lift      Accept the key of the config file again`,
  options: ['app', 'yes', 'lift'],
  async run(words, options) {
    oneOf(words, [])
    const settings = await readSettings(options.config)
    const app = requireApp(settings, options.app)
    if (options.lift) return lift(settings, app)
    const masterKeys = await readMasterKeys(settings)
    if (!options.yes) await confirm(app)
    const ids = settings.apps.map(({ id }) => id)
    await withStorage(settings, async (storage) => {
      // The keys are revoked first, whatever happens to the rest.
      const keys = await lockApp(storage, app, Date.now())
      const keyring = await openKeyring(storage, masterKeys, ids)
      // Perhaps no vault of this version has started yet. Grants without a seal would not be given back to their
      // provider.
      await claimUsers(storage, settings.apps, Date.now())
      await sealEarlierGrants(storage, keyring, masterKeys, ids)
      const sessions = await endOpenSessions(storage, keyring, app.id, Date.now())
      print(`${app.id}: the key of the config file is refused, ${keys} keys of the database are revoked,`)
      print(`${sessions} connect flows have ended. Running vaults refuse them from the next call on.`)
      tell(app, await revokeAll({ settings, storage, keyring }, app))
    })
  },
}

interface PanicParts {
  settings: Settings
  storage: Storage
  keyring: Keyring
}

async function revokeAll({ settings, storage, keyring }: PanicParts, app: App): Promise<RevokedAll> {
  const { apps, providerTimeout, egressProxy } = settings
  const now = Date.now
  // The log is silent, because the summary names the grants that were not revoked at the provider.
  const log = createLog('silent')
  const rule = addressRule(settings.allowPrivateNetwork)
  const outbound = createOutbound(rule, providerTimeout, undefined, egressProxy)
  const clients = createProviderClients(outbound, now, () => undefined)
  const noteEvent = createOutbox(createPost(apps, now))
  // Altered grants count as failed.
  const seals = createGrantSeals(keyring, () => undefined)
  const store = createGrantStore({ storage, keyring, seals, noteEvent, now })
  const release = createReleaseTokens(apps, store, clients, outbound, log)
  const stopping = new AbortController()
  function stop(): void {
    return stopping.abort()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await withAudit({ storage, keyring, log: createLog('error', process.stderr) }, async (audit) => {
      const event = { app: app.id, user: null, grant: null, provider: null, action: 'panic' } as const
      const begun = audit.begin({ ...event, vaultReason: REASON, startedAt: now() })
      const revoked = await revokeAllGrants(
        { apps, storage, store, seals, keyring, release, noteEvent, log, audit, now },
        app,
        {
          vaultReason: REASON,
          signal: stopping.signal,
          onProgress: showProgress,
        },
      )
      // Ends sessions that were minted while the keys were being revoked.
      await endOpenSessions(storage, keyring, app.id, now())
      const { done, total, atProvider } = revoked
      const isWhole = !stopping.signal.aborted
      begun.end({
        outcome: isWhole && atProvider.failed === 0 ? 'ok' : 'failed',
        detail: `${done} of ${total} grants, ${atProvider.failed} failed at the provider`,
      })
      return revoked
    })
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await outbound.close()
  }
}

const REASON: VaultReason = 'alter-vault panic'

/** Without a terminal, one line of progress for this many grants. */
const LINE_EVERY = 500

function showProgress({ done, total, atProvider }: RevokedAll): void {
  const text = `${done} of ${total} grants revoked, ${atProvider.failed} failed at the provider`
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}${done >= total ? '\n' : ''}`)
  else if (done % LINE_EVERY === 0) process.stderr.write(`${text}\n`)
}

/** Failed grants that the summary names. */
const MOST_NAMED = 50

function tell(app: App, { total, done, atProvider, failed }: RevokedAll): void {
  print(`
Grants revoked      ${done}
  at the provider   ${atProvider.done}
  not supported     ${atProvider.not_supported}   the provider offers no way, or another live grant shares the authorization
  failed            ${atProvider.failed}`)
  for (const { grant, provider } of failed.slice(0, MOST_NAMED)) print(`    ${plain(provider)}  ${grant}`)
  if (failed.length > 0) {
    print(`
The provider may still accept the tokens that failed. Running vaults ask it again for a day and a half. To be sure,
revoke the client's tokens, or its secret, in the provider's console.`)
    process.exitCode = 1
  }
  if (done < total) {
    print(paint('bold', `\nInterrupted: ${total - done} grants are left. Run it again to continue.`))
    process.exitCode = 1
  }
  print(`
Next
  1. Make a key in the database: alter-vault keys app create --app ${app.id} --name <name>. It works at once.
  2. Or a new one for the config file: alter-vault apps key. Put its hash there, restart the vaults, and accept it with
     alter-vault panic --app ${app.id} --lift. The old key stays refused.
  3. Read alter-vault audit --app ${app.id} --since 30d. Users must connect again.`)
}

async function confirm(app: App): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(
      `panic revokes every grant of ${app.id} for good: add --yes if there is no terminal.`,
    )
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(
    `This revokes all keys and all grants of ${app.id} (${plain(app.name)}), at the providers too. It cannot be undone.\nType the id of the app to go on: `,
  )
  terminal.close()
  if (answer.trim() !== app.id) throw new ConfigError('Nothing was changed.')
}

function lift(settings: Settings, app: App): Promise<void> {
  return withStorage(settings, async (storage) => {
    const { configKeyRefusedAt, refusedKeyHash } = await createStanding(storage).access(app.id)
    if (configKeyRefusedAt === null) return print(`The key of ${app.id} in the config file is not refused.`)
    const refused = refusedKeyHash?.split(' ') ?? []
    if (app.apiKeyHash !== null && refused.includes(app.apiKeyHash)) {
      throw new ConfigError(
        `The config file still has the key of ${app.id} that was refused. Make another key with alter-vault apps key, put its hash there, and run --lift again.`,
      )
    }
    const agent = app.agents.find(({ keyHashes }) => keyHashes.some((hash) => refused.includes(hash)))
    if (agent) {
      throw new ConfigError(
        `The config file still has a key of the agent ${agent.name} that was refused. Put the hash of another key there, and run --lift again.`,
      )
    }
    await unlockApp(storage, app.id)
    print(`The key of ${app.id} in the config file works again, at vaults that were started with it.`)
  })
}
