/**
 * Why a text is no client id and no secret, though it is one to YAML and to a program that read a variable; `undefined`
 * where it may be one. Without the text itself, which may be a secret, and without a full stop.
 */
export function credentialFault(text: string): string | undefined {
  if (/^(undefined|null)$/.test(text)) {
    return `is the text ${text}: what it was to be read from is not set`
  }
  if (/^\$\{[^}]*\}$/.test(text)) {
    return 'is the name of a variable and not its value: variables are not filled in here'
  }
  if (text !== text.trim()) {
    return 'has a space or a line end around it, as a secret manager or an editor adds: leave it away'
  }
  return undefined
}
