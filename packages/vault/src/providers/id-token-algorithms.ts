import { WITH_KEY_PAIR } from '../crypto/signature-algorithms.ts'

/** Signed with a private key of the issuer, safe against quantum computers. */
export const POST_QUANTUM = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const

/** Signed with the client secret. */
export const WITH_SECRET = ['HS256', 'HS384', 'HS512'] as const

/** @see RFC 7518 §3.1 */
export type IdTokenAlgorithm =
  | (typeof WITH_KEY_PAIR)[number]
  | (typeof POST_QUANTUM)[number]
  | (typeof WITH_SECRET)[number]

export const ID_TOKEN_ALGORITHMS: readonly IdTokenAlgorithm[] = [
  ...WITH_KEY_PAIR,
  ...POST_QUANTUM,
  ...WITH_SECRET,
]
