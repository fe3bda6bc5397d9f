import { z } from 'zod'
import type { Keyring } from '../crypto/keyring.ts'
import type { Place } from '../crypto/seal.ts'
import type { User } from '../identity/users.ts'
import type { StoredApproval } from './approval.ts'

/** A request as it is sent, without the credential, and the facts that its rules judge by. */
export interface SealedRequest {
  method: string
  url: string
  /** Headers for the provider, and the header that names what else to pass on. */
  headers: [string, string][]
  /** In base64; `null` when there is none. */
  body: string | null
  ip: string | null
  /** The user on whose behalf it was asked. Rules about groups need it. */
  user: User | null
  /** What the caller says of the request, for the audit. */
  trace: { run: string | null; tool: string | null; context: string | null; client: string | null }
}

/** A provider's answer as the asker receives it. */
export interface SealedAnswer {
  status: number
  headers: [string, string][]
  /** In base64; `null` when there is none. */
  body: string | null
}

const text = z.string().nullable()
const headers = z.array(z.tuple([z.string(), z.string()]))

const sealedRequest: z.ZodType<SealedRequest> = z.object({
  method: z.string(),
  url: z.string(),
  headers,
  body: text,
  ip: text,
  user: z
    .object({
      id: z.string(),
      issuer: z.string(),
      subject: z.string(),
      label: z.string(),
      groups: z.array(z.string()),
    })
    .nullable(),
  trace: z.object({ run: text, tool: text, context: text, client: text }),
})

const sealedAnswer: z.ZodType<SealedAnswer> = z.object({ status: z.int(), headers, body: text })

/**
 * Binds a ciphertext to its row, its grant's user and its asker. In another row it does not open, so a yes covers only
 * what was shown, and only the asker reads the answer.
 */
export function placeOf(
  approval: Pick<
    StoredApproval,
    'id' | 'appId' | 'userId' | 'grantId' | 'agentId' | 'delegationId' | 'askerId' | 'keyId'
  >,
  kind: 'approval' | 'approval_answer',
): Place {
  const { id, userId, grantId, agentId, delegationId, askerId, keyId } = approval
  return {
    app: approval.appId,
    record: JSON.stringify([id, userId, grantId, agentId, delegationId, askerId, keyId]),
    kind,
  }
}

export function sealRequest(keyring: Keyring, approval: StoredApproval, request: SealedRequest): string {
  return keyring.seal(placeOf(approval, 'approval'), JSON.stringify(request))
}

/** Throws when the request was sealed for another row, or altered. */
export async function openRequest(
  keyring: Keyring,
  approval: StoredApproval,
  sealed: string,
): Promise<SealedRequest> {
  return sealedRequest.parse(JSON.parse(await keyring.open(placeOf(approval, 'approval'), sealed)))
}

export function sealAnswer(keyring: Keyring, approval: StoredApproval, answer: SealedAnswer): string {
  return keyring.seal(placeOf(approval, 'approval_answer'), JSON.stringify(answer))
}

/** Throws when the answer was sealed for another row, or altered. */
export async function openAnswer(
  keyring: Keyring,
  approval: StoredApproval,
  sealed: string,
): Promise<SealedAnswer> {
  return sealedAnswer.parse(JSON.parse(await keyring.open(placeOf(approval, 'approval_answer'), sealed)))
}
