/**
 * Letters and symbols that show nothing, for a character class. A label of them looks empty, and within a text nobody
 * sees them. Unicode counts them among letters, marks and symbols.
 * @example
 * new RegExp(`[${BLANK_LETTERS}]`, 'u').test('\u3164') // true
 * @see https://www.unicode.org/reports/tr36/
 */
export const BLANK_LETTERS = '\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0'
