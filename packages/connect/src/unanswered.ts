/** The code of a call without an answer. */
export function codeWithoutAnswer(): 'offline' | 'network_error' {
  // Node has a navigator without `onLine`, or none.
  return (globalThis.navigator?.onLine ?? true) ? 'network_error' : 'offline'
}
