import type { Link } from '../audit/chain.ts'
import { recordedApps } from '../audit/history.ts'
import { type Verdict, verifyChain } from '../audit/verify.ts'
import { openKeyring } from '../crypto/keyring.ts'
import { isoTime } from '../grants/grant.ts'
import { type Options, UsageError } from './command.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { paint, plain, print } from './terminal.ts'

/** Runs `alter-vault audit verify`. The exit code is 1 when a chain is broken. */
export async function verifyAudit(options: Options): Promise<void> {
  for (const foreign of ['user', 'issuer', 'grant', 'agent', 'since', 'limit', 'json'] as const) {
    if (options[foreign] !== undefined) throw new UsageError(`audit verify takes no --${foreign}.`)
  }
  const kept = readHead(options)
  const settings = await readSettings(options.config)
  const masterKeys = await readMasterKeys(settings)
  await withStorage(settings, async (storage) => {
    const configured = settings.apps.map(({ id }) => id)
    const keyring = await openKeyring(storage, masterKeys, configured)
    const chains = await storage.selectFrom('auditChains').select('appId').execute()
    const recorded = await recordedApps(storage)
    const known = new Set([...configured, ...chains.map(({ appId }) => appId), ...recorded])
    const { app } = options
    if (app !== undefined && !known.has(app)) {
      throw new UsageError(`--app: there is no app "${app}"; there are ${[...known].join(', ')}.`)
    }
    for (const each of app === undefined ? [...known].toSorted() : [app]) {
      const verdict = await verifyChain(storage, keyring.auditKey, each, {
        kept,
        onProgress: createProgress(each),
      })
      if (!verdict.holds) process.exitCode = 1
      print(describe(plain(each), verdict))
    }
  })
}

function readHead({ head, app }: Options): Link | undefined {
  if (head === undefined) return undefined
  const [, seq, mac] = /^(\d{1,15})\.([\w-]{43})$/.exec(head) ?? []
  if (seq === undefined || mac === undefined) {
    throw new UsageError('--head takes a head as audit verify printed it, such as 1234.kXy….')
  }
  if (app === undefined) throw new UsageError('--head needs --app: each app has a chain of its own.')
  return { seq: Number(seq), mac }
}

/** How often progress is written. Milliseconds. */
const EVERY = 1000

function createProgress(app: string): (seq: number, of: number) => void {
  let written = performance.now()
  return (seq, of) => {
    if (seq === of || performance.now() - written < EVERY) return
    written = performance.now()
    process.stderr.write(`${plain(app)}: entry ${seq} of ${of}\n`)
  }
}

function describe(app: string, verdict: Verdict): string {
  if (!verdict.holds) return `${paint('red', 'broken')}  ${app}: ${plain(verdict.fault)}.`
  const { begunAt, base, head, unnumbered } = verdict
  const count = head.seq - base.seq
  const facts = [
    begunAt === null ? 'no chain' : `${count} entries since ${isoTime(begunAt)}`,
    ...(base.seq > 0 ? [`${base.seq} deleted because of their age`] : []),
    ...(unnumbered > 0 ? [`${unnumbered} rows from before the chain, which cannot be verified`] : []),
    ...(head.seq > 0 ? [`head ${head.seq}.${head.mac}`] : []),
  ]
  return `${paint('green', 'ok    ')}  ${app}: ${facts.join(', ')}`
}
