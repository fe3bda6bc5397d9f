/**
 * Why a text cannot be a client id or secret, such as an unset variable; `undefined` when it can. The text itself is
 * left out, because it may be a secret. No full stop.
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
