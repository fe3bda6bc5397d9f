import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** SHA-256 in lower-case hex. Secrets of 256 random bits are stored this way. */
export function sha256(text: string): string {
  return hash('sha256', text)
}

/** Compares two digests in constant time. */
export function equalDigests(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** 256 random bits in 43 characters of base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** 128 random bits in 32 lower-case hex characters. */
export function randomId(): string {
  return randomBytes(16).toString('hex')
}
