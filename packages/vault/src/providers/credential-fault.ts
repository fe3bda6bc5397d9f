/**
 * Why a text cannot be a client id or secret, such as an unset variable; `undefined` when it can. The text itself is
 * left out, because it may be a secret. No full stop.
 */
export function credentialFault(text: string): string | undefined {
  if (/^(undefined|null)$/.test(text)) {
    return `is the text ${text}: the variable that it comes from is not set`
  }
  if (/^\$\{[^}]*\}$/.test(text)) {
    return 'is the name of a variable and not its value: put the value here'
  }
  if (text !== text.trim()) {
    return 'starts or ends with a space or a line break, which a secret manager or an editor may add: remove it'
  }
  return undefined
}
