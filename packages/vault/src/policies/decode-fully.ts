const MOST_ENCODINGS = 8

/**
 * Decodes percent-encoding until nothing changes. `null` for text that is not UTF-8, or that is encoded more often than
 * any client does.
 */
export function decodeFully(text: string): string | null {
  let decoded = text
  try {
    for (let depth = 0; depth < MOST_ENCODINGS; depth += 1) {
      const next = decodeURIComponent(decoded)
      if (next === decoded) return decoded
      decoded = next
    }
  } catch {
    return null
  }
  return null
}

/**
 * Decodes percent-encoding until nothing changes, and leaves what cannot be decoded. For text in which a percent sign
 * may be an ordinary one.
 */
export function decodeLoosely(text: string): string {
  let decoded = text
  for (let depth = 0; depth < MOST_ENCODINGS; depth += 1) {
    const next = decoded.replaceAll(/(%[\da-f]{2})+/gi, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
    )
    if (next === decoded) break
    decoded = next
  }
  return decoded
}
