/**
 * Signatures made with a private key and verified with a public one; `none` and those with a shared secret are not among
 * them: with a symmetric algorithm a public key could pass for a secret.
 * @see RFC 7518 §3.1
 */
export const WITH_KEY_PAIR = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
