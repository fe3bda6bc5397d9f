/** Random bytes as text, for browsers and Node. */
export function randomText(encoding: 'hex' | 'base64url', bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes))
  if (encoding === 'hex') return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const base64 = btoa(String.fromCharCode(...random))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
