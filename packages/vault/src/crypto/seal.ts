import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

const VERSION = 'v1'

/** `sealing_data_key`: every row of this app carries a seal, so a row without one was not written by a vault. */
export type KeyKind = 'data_key' | 'sealing_data_key'

/** What a ciphertext belongs to. It does not open anywhere else. */
export interface Place {
  app: string
  /**
   * The record in that app: a grant, an authorization attempt, a revocation, a sign-in to the Wallet, or an approval
   * with its asker.
   */
  record: string
  kind:
    | 'access'
    | 'refresh'
    | 'verifier'
    | 'revocation'
    | 'sign_in'
    | 'approval'
    | 'approval_answer'
    | KeyKind
}

/**
 * Encrypts with AES-256-GCM and a random 96-bit nonce. The place and the key id are associated data.
 * @see NIST SP 800-38D
 */
export function seal(key: Buffer | KeyObject, keyId: string, place: Place, plaintext: Buffer): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData(place, keyId))
  const sealed = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return [VERSION, keyId, sealed.toString('base64url')].join('.')
}

/** The id of the key that sealed a ciphertext. */
export function keyIdOf(sealed: string): string {
  return parts(sealed).keyId
}

/** The key id in a ciphertext; `null` for a text that is no ciphertext. */
export function keyIdIn(text: string): string | null {
  try {
    return keyIdOf(text)
  } catch {
    return null
  }
}

/** Decrypts. Throws for another key, another place or an altered ciphertext. */
export function unseal(key: Buffer | KeyObject, place: Place, sealed: string): Buffer {
  const { keyId, bytes } = parts(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
  decipher.setAAD(associatedData(place, keyId)).setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
}

function parts(sealed: string): { keyId: string; bytes: Buffer } {
  const [version, keyId, body, ...rest] = sealed.split('.')
  if (version !== VERSION || !keyId || !body || rest.length > 0) throw new Error('not a sealed value')
  return { keyId, bytes: Buffer.from(body, 'base64url') }
}

function associatedData(place: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, place.app, place.record, place.kind, keyId]))
}
