/** A logo as the vault serves it. */
export interface CheckedLogo {
  type: 'image/svg+xml' | 'image/png' | 'image/webp'
  bytes: Uint8Array<ArrayBuffer>
}

/** Bytes. */
export const LARGEST_LOGO = 200_000

/**
 * Checks a logo by its content, not by the type that its server names.
 * @throws with the reason, for the operator
 */
export function checkLogo(bytes: Uint8Array<ArrayBuffer>): CheckedLogo {
  if (bytes.byteLength > LARGEST_LOGO) {
    throw new Error(`has ${bytes.byteLength} bytes; at most ${LARGEST_LOGO} are served`)
  }
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return { type: 'image/png', bytes }
  if (startsWith(bytes, latin('RIFF')) && startsWith(bytes.subarray(8), latin('WEBP'))) {
    return { type: 'image/webp', bytes }
  }
  assertPlainSvg(bytes)
  return { type: 'image/svg+xml', bytes }
}

function startsWith(bytes: Uint8Array, start: number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function latin(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0))
}

/** Parts that make an SVG more than a drawing. The policy of the answer also forbids scripts. */
const FORBIDDEN: [RegExp, string][] = [
  [/<!(doctype|entity)/i, 'a document type'],
  [
    /<(?:[\w.-]+:)?(script|foreignObject|iframe|embed|object|audio|video|handler|listener|a)[\s/>]/i,
    'an element that is no drawing',
  ],
  [/\son[a-z]+\s*=/i, 'a script'],
  [/(?:javascript|vbscript)\s*:/i, 'a script'],
  [/@import|url\(\s*["']?(?!["']?#)(?!["']?data:image\/(png|jpeg|webp))/i, 'something from another address'],
  [/\b(?:href|src)\s*=\s*["'](?!#|data:image\/(png|jpeg|webp))/i, 'something from another address'],
]

function assertPlainSvg(bytes: Uint8Array): void {
  const text = readText(bytes)
  if (text === null || !/^\uFEFF?\s*(<\?xml[^>]*\?>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(text)) {
    throw new Error('is no SVG, PNG or WebP')
  }
  const found = FORBIDDEN.find(([pattern]) => pattern.test(text))
  if (found) throw new Error(`is an SVG that holds ${found[1]}`)
}

function readText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
