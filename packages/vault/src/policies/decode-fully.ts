const MOST_ENCODINGS = 8

/** Percent-decoded until nothing changes; `null` for what is not UTF-8 or is encoded more often than any client does. */
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
