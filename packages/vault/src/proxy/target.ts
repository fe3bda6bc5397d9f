import { isSecure } from '../config/web-address.ts'
import { ProblemError } from '../problem.ts'

/** Parses the target of a proxied call and checks it against the provider's hosts; throws `host_not_allowed`. */
export function parseTarget(text: string, hosts: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ProblemError('invalid_request', 'x-alter-url: must be an http or https URL.', {
      field: 'x-alter-url',
    })
  }
  if (isAllowed(url, hosts)) return url
  throw new ProblemError(
    'host_not_allowed',
    `${url.host} may not receive this token; allowed: ${hosts.join(', ') || 'none (api_hosts)'}, over https.`,
    { host: url.host },
  )
}

/** Whether a URL is one the token may be sent to. */
export function isAllowed(url: URL, hosts: string[]): boolean {
  return (
    /^https?:$/.test(url.protocol) &&
    isSecure(url) &&
    !url.username &&
    !url.password &&
    (hosts.includes(url.host) || hosts.includes(withPort(url)))
  )
}

function withPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}
