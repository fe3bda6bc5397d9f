import { ConfigError } from '../../config-error.ts'
import type { App } from '../../config/settings.ts'
import { findKeys } from '../../identity/key-set.ts'
import { fetchDocument } from '../../outbound/document.ts'
import { withPort } from '../../outbound/names-host.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { isPlaceholder } from '../placeholder.ts'
import type { Check } from './check.ts'

/** The clock difference that is still acceptable. With more, the vault refuses good tokens. Milliseconds. */
const MOST_SKEW = 30_000

export function issuerCheck(app: App, index: number, outbound: Outbound): Check {
  const { issuer } = app.identity
  const setting = `apps[${index}].identity.issuer`
  return {
    name: `${app.id}: identity issuer ${issuer}`,
    setting,
    async run() {
      if (isPlaceholder(issuer)) {
        throw new ConfigError(`${setting} is still the placeholder: set it to the issuer of your users`)
      }
      const date = await readKeys(app, setting, outbound)
      assertClock(date, issuer)
      return []
    },
  }
}

/** Reads the issuer's discovery document and keys, as the vault does. Resolves with the date of the answer. */
async function readKeys({ identity }: App, setting: string, outbound: Outbound): Promise<string | null> {
  try {
    const url = await findKeys(identity, outbound)
    const response = await fetchDocument(outbound, url)
    if (response.status !== 200) throw new ConfigError(`${url} answered ${response.status}`)
    const document: unknown = await response.json()
    if (!Array.isArray(Object(document).keys)) throw new ConfigError(`${url} is not a key set`)
    return response.headers.get('date')
  } catch (cause) {
    if (!isPrivate(cause)) throw cause
    // An entry needs the port, which an address may leave out.
    const place = withPort(new URL(identity.issuer))
    throw new ConfigError(
      `${setting} is on a private network, which this vault may not call. If it is yours: allow_private_network: ['${place}']`,
      { cause },
    )
  }
}

function isPrivate(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.message.includes('allow_private_network')) return true
  }
  return false
}

/** @see RFC 9110 §6.6.1 */
function assertClock(date: string | null, issuer: string): void {
  const claimed = Date.parse(date ?? '')
  const skew = Date.now() - claimed
  if (Number.isNaN(claimed) || Math.abs(skew) <= MOST_SKEW) return
  const seconds = Math.round(Math.abs(skew) / 1000)
  throw new ConfigError(
    `the clock of this machine is ${seconds} seconds ${skew > 0 ? 'ahead of' : 'behind'} that of ${issuer}: tokens are refused too early or too late. Set it by NTP (timedatectl set-ntp true)`,
  )
}
