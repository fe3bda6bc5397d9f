import { z } from 'zod'
import type { Keyring } from '../crypto/keyring.ts'
import type { Place } from '../crypto/seal.ts'
import type { User } from '../identity/users.ts'
import type { StoredApproval } from './approval.ts'

/** A request as it is to be sent, but for the credential, and what its rules are judged by. */
export interface SealedRequest {
  method: string
  url: string
  /** Those that the provider sees, and the one that names what is passed on besides. */
  headers: [string, string][]
  /** In base64; `null`: there is none. */
  body: string | null
  ip: string | null
  /** Of the user on whose behalf it was asked: rules of groups judge by them. */
  user: User | null
  /** What the caller said of it, for the audit. */
  trace: { run: string | null; tool: string | null; context: string | null; client: string | null }
}

/** An answer of a provider, as it is handed on. */
export interface SealedAnswer {
  status: number
  headers: [string, string][]
  /** In base64; `null`: there is none. */
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
 * What a ciphertext belongs to: the row, with whose grant it is and who asked. In any other row it opens nothing, so that
 * a yes covers what was shown and an answer reaches whoever asked.
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

/** Throws where it was sealed for another row, or altered. */
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

/** Throws where it was sealed for another row, or altered. */
export async function openAnswer(
  keyring: Keyring,
  approval: StoredApproval,
  sealed: string,
): Promise<SealedAnswer> {
  return sealedAnswer.parse(JSON.parse(await keyring.open(placeOf(approval, 'approval_answer'), sealed)))
}
