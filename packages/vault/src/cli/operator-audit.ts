import { createAudit } from '../audit/audit.ts'
import type { Audit } from '../audit-event.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Log } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import type { Storage } from '../storage/open.ts'

/** Opens an audit for an operator's action, and writes its events before it ends. */
export async function withAudit<Result>(
  { storage, keyring, log }: { storage: Storage; keyring: Keyring; log: Log },
  use: (audit: Audit) => Promise<Result>,
): Promise<Result> {
  const metrics = createMetrics(new Set(), false)
  function pseudonym(app: string, subject: string): string | null {
    return keyring.pseudonym(app, subject)
  }
  const audit = createAudit({ storage, metrics, log, now: Date.now, pseudonym, auditKey: keyring.auditKey })
  try {
    return await use(audit)
  } finally {
    await audit.flush()
    metrics.close()
  }
}
