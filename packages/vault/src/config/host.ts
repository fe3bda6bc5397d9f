/** The form of a host, for error messages. */
export const HOST_RULE =
  'must be host or host:port as a URL has it: in lower case, without *, and international names in ASCII (xn--…)'

/** A label of a name. Names of containers may have `_`. @see RFC 1123 §2.1 */
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/
const LONGEST_NAME = 253
const HIGHEST_PORT = 65_535

/**
 * Whether a text is a host, with or without a port, exactly as `URL` writes it. Any other text would be compared with
 * the hosts of URLs, and never be one of them. `{…}` stands for a value that is known later.
 */
export function isHost(text: string): boolean {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(text.replaceAll(/\{[a-z]\w*\}/g, 'x')) ?? []
  // A final dot is written in a URL too, and makes another host of it.
  const labels = host.replace(/\.$/, '').split('.')
  const isName = host.length <= LONGEST_NAME && labels.every((label) => LABEL.test(label))
  // A URL has another form of some addresses, such as 127.1.
  const isOfUrl = URL.parse(`https://${host}`)?.hostname === host
  return (isName || host.startsWith('[')) && isOfUrl && (port === undefined || isPort(port))
}

function isPort(text: string): boolean {
  return /^[1-9]/.test(text) && Number(text) <= HIGHEST_PORT
}
