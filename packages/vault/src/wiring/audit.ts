import { createAudit } from '../audit/audit.ts'
import type { Audit } from '../audit-event.ts'
import { rememberPseudonyms } from '../audit/pseudonyms.ts'
import type { Ground } from './ground.ts'

export function wireAudit({ storage, keyring, metrics, watch, log, now }: Ground): Audit {
  return createAudit({
    storage,
    metrics,
    log,
    now,
    auditKey: (app) => keyring.auditKey(app),
    pseudonym: rememberPseudonyms((app, subject) => keyring.pseudonym(app, subject), watch),
  })
}
