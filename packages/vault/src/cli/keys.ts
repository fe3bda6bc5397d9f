import {
  addDataKey,
  appsWithoutSeals,
  closeOlderDataKeys,
  dataKeys,
  rewrapKeys,
} from '../crypto/data-keys.ts'
import { openKeyring } from '../crypto/keyring.ts'
import { resealAll, type SealedKind, type Unreadable } from '../crypto/reseal.ts'
import { ConfigError } from '../config-error.ts'
import { isoTime } from '../grants/grant.ts'
import { createGrantSeals } from '../grants/seal.ts'
import { sealEarlierGrants } from '../grants/seal-earlier.ts'
import { sealedGrants } from '../grants/sealed-grants.ts'
import { claimUsers } from '../identity/issuers.ts'
import { sealedRevocations } from '../grants/sealed-revocations.ts'
import { sealedSessions } from '../sessions/sealed-sessions.ts'
import { sealedApprovals } from '../approvals/sealed-approvals.ts'
import { sealedVerifiers } from '../sessions/sealed-verifiers.ts'
import type { Storage } from '../storage/open.ts'
import { API_KEYS_HELP, runApiKeys } from './api-keys.ts'
import { type Command, oneOf, UsageError } from './command.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { print, printJson, showProgress, table, warn } from './terminal.ts'

export const keys: Command = {
  summary: 'Make, list and revoke API keys; rotate data keys and the master key, under a running vault',
  help: `Usage: alter-vault keys [app <verb> | agent <verb> | rotate | reseal] [options]

${API_KEYS_HELP}

  keys                  List the data keys, which the master key encrypts. The newest data key of an app seals
  keys rotate           Encrypt all data keys with ALTER_MASTER_KEY instead of ALTER_PREVIOUS_MASTER_KEY.
                        1. Restart the vaults with both set. 2. Run this. 3. Restart them without the previous key
  keys rotate --data    Make a new data key for each app, seal the data of older keys again, and delete those keys.
                        Vaults can keep running
  keys reseal           Continue an interrupted keys rotate --data, without another new key

Options
      --data            rotate: rotate the data keys instead of the master key
      --json            rotate --data, reseal: one JSON object at the end, and no progress`,
  options: [
    'data',
    'app',
    'agent',
    'force',
    'name',
    'scope',
    'from',
    'expires',
    'user-token-required',
    'json',
  ],
  async run([first, ...others], options) {
    if (first === 'app' || first === 'agent') return runApiKeys(first, others, options)
    const { config, data, json = false, ...foreign } = options
    const word = oneOf(first === undefined ? [] : [first, ...others], ['app', 'agent', 'rotate', 'reseal'])
    const [other] = Object.keys(foreign)
    if (other !== undefined) throw new UsageError(`--${other} belongs to keys app and keys agent.`)
    if (data && word !== 'rotate') throw new UsageError('--data belongs to keys rotate.')
    const reseals = data || word === 'reseal'
    if (json && !reseals) throw new UsageError('--json belongs to keys rotate --data and keys reseal.')
    const settings = await readSettings(config)
    const masterKeys = await readMasterKeys(settings)
    if (word === 'rotate' && !data && masterKeys.length === 1) {
      throw new ConfigError(
        'ALTER_PREVIOUS_MASTER_KEY is missing. Set ALTER_MASTER_KEY to the new key (`openssl rand -base64 32`) and ALTER_PREVIOUS_MASTER_KEY to the one in use.',
      )
    }
    await withStorage(settings, async (storage) => {
      const configured = settings.apps.map(({ id }) => id)
      // Opens the keyring first, so that a wrong master key changes nothing.
      const keyring = await openKeyring(storage, masterKeys, configured)
      if (word === undefined) return list(storage)
      if (!reseals) {
        const count = await rewrapKeys(storage, masterKeys)
        return print(`Wrapped ${count} data keys with the new master key. Restart the vaults with it alone.`)
      }
      await claimUsers(storage, settings.apps, Date.now())
      await sealEarlierGrants(storage, keyring, masterKeys, configured)
      // An app that is no longer configured can still have grants. In a database of an earlier version, nobody says
      // whose they are.
      const unsealed = await appsWithoutSeals(storage, masterKeys)
      const known = new Set((await dataKeys(storage)).map(({ appId }) => appId))
      const apps = [...known].filter((app) => !unsealed.includes(app))
      if (unsealed.length > 0) {
        warn(
          `${unsealed.join(', ')}: left as it is. Its grants are of an earlier version, but it is not in the config file: add it, and run this again.`,
        )
      }
      const made: string[] = []
      for (const app of apps) {
        if (data) made.push(await addDataKey(storage, masterKeys, app))
        else await closeOlderDataKeys(storage, app)
      }
      if (made.length > 0 && !json) print(`Made a new data key for ${apps.join(', ')}: ${made.join(', ')}.`)
      const seals = createGrantSeals(keyring, () => undefined)
      const kinds = [
        sealedGrants({ storage, keyring, seals }),
        sealedSessions(storage, keyring),
        sealedRevocations(storage, keyring),
        sealedVerifiers(storage, keyring),
        sealedApprovals(storage, keyring, 'request'),
        sealedApprovals(storage, keyring, 'answer'),
      ]
      const progress = showProgress(!json)
      const outcome = await resealAll(storage, keyring, kinds, ({ looked, total, resealed }) =>
        progress.show(`Looked at ${looked} of ${total} records, sealed ${resealed} again`),
      ).finally(() => progress.end())
      const { resealed, retired, kept, unreadable } = outcome
      if (json) printJson({ made, ...outcome })
      else {
        const deleted = retired.length > 0 ? ` Deleted the data keys ${retired.join(', ')}.` : ''
        print(`Sealed ${resealed} records again.${deleted}`)
      }
      if (kept.length === 0) return
      throw new ConfigError(
        `${kept.join(', ')} must stay. ${whatToDo(unreadable)} Then run alter-vault keys reseal.`,
      )
    })
  },
}

/** Ids of one kind that a message lists at most. */
const SHOWN = 10

/** What removes a record that the vault did not write, by its kind. */
const REMEDIES: Record<SealedKind, string> = {
  grant: 'revoke these grants',
  session: 'these connect sessions are refused, and deleted within two days: wait, or delete their rows',
  revocation:
    'these revocations do not reach the provider, and are given up within two days: end the access there',
  approval: 'nothing is sent for these approvals: make the calls again',
  approval_answer: 'these answers of approved calls cannot be read, and are deleted within minutes: wait',
  authorization: 'these authorizations are refused, and deleted with their sessions: wait',
}

/** Grouped by kind, so that a fault in one kind gives no reason to revoke records of another. */
function whatToDo(unreadable: Unreadable[]): string {
  const kinds = new Map<SealedKind, string[]>()
  for (const { kind, id } of unreadable) kinds.set(kind, [...(kinds.get(kind) ?? []), id])
  const sentences = [...kinds].map(
    ([kind, ids]) =>
      `${ids.length} ${kind} records cannot be opened and were left as they are (${ids.slice(0, SHOWN).join(', ')}): somebody altered them. What to do: ${REMEDIES[kind]}.`,
  )
  return sentences.join(' ')
}

async function list(storage: Storage): Promise<void> {
  const all = await dataKeys(storage)
  const newest = new Map(all.map(({ appId, id }) => [appId, id]))
  const rows = all.map(({ id, appId, createdAt }) => [
    id,
    appId,
    isoTime(createdAt),
    newest.get(appId) === id ? 'seals and opens' : 'opens',
  ])
  print(table([['KEY', 'APP', 'CREATED', 'USE'], ...rows]))
}
