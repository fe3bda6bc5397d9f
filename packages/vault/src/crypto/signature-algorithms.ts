/**
 * Signature algorithms with a private and a public key. `none` and algorithms with a shared secret are left out: with
 * those, an attacker could use a public key as the secret.
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
