import { isSecure, SECURE_RULE } from '../config/web-address.ts'
import { namesHost } from '../outbound/names-host.ts'
import { ProblemError } from '../problem.ts'

/** Parses the target of a proxied call and compares it with the provider's hosts. Throws `host_not_allowed`. */
export function parseTarget(text: string, hosts: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ProblemError('invalid_request', 'x-alter-url: must be an http or https URL.', {
      field: 'x-alter-url',
    })
  }
  if (isAllowed(url, hosts)) return url
  throw new ProblemError('host_not_allowed', refusalOf(url, hosts), { host: url.host })
}

/** Why the token may not be sent there. */
function refusalOf(url: URL, hosts: string[]): string {
  const refused = `${url.host} may not receive this token`
  if (hosts.length === 0)
    return `${refused}: api_hosts of its provider is empty. List the hosts of its API there.`
  if (!namesHost(hosts, url)) return `${refused}; allowed: ${hosts.join(', ')}.`
  if (!isSecure(url)) return `${refused} over http: it ${SECURE_RULE}.`
  return `${refused} in a URL with credentials: leave them out, because the vault adds the credential.`
}

/** Whether the token may be sent to a URL. */
export function isAllowed(url: URL, hosts: string[]): boolean {
  return (
    /^https?:$/.test(url.protocol) && isSecure(url) && !url.username && !url.password && namesHost(hosts, url)
  )
}
