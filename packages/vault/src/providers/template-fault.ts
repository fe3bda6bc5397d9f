import type { ProviderEntry, ProviderOverrides } from './entry.ts'
import { ENDPOINTS } from './templates.ts'

/** Why `{…}` in a setting cannot or may not be filled in. */
export interface TemplateFault {
  setting: 'api_hosts' | (typeof ENDPOINTS)[number]
  message: string
}

/**
 * Checks `{…}` in settings. A value in a host must not be the provider's free choice, because the host receives tokens.
 */
export function templateFault(
  { fields }: ProviderEntry,
  learned: ProviderEntry['learned'],
  config: ProviderOverrides,
): TemplateFault | null {
  const ofHosts = (config.api_hosts ?? []).map((host) => ({
    setting: 'api_hosts' as const,
    host,
    text: host,
  }))
  const ofEndpoints = ENDPOINTS.map((setting) => {
    const text = config[setting] ?? ''
    return { setting, host: text.split('/')[2] ?? '', text }
  })
  for (const { setting, host, text } of [...ofHosts, ...ofEndpoints]) {
    for (const [whole, name = ''] of text.matchAll(/\{(\w+)\}/g)) {
      const isField = name === 'client_id' || fields.some((field) => field.name === name)
      if (!isField && !Object.hasOwn(learned, name)) {
        return {
          setting,
          message: `${whole} is not a name in learned (${Object.keys(learned).join(', ') || 'none'})`,
        }
      }
      const isHost = learned[name]?.host_suffixes !== undefined || learned[name]?.pattern !== undefined
      const isWhole = host === whole
      const isLabel = new RegExp(`^[a-z0-9-]*\\{${name}\\}[a-z0-9-]*(\\.[a-z0-9-]+){2,}(:\\d+)?$`).test(host)
      if (host.includes(whole) && !(isWhole ? isHost : isLabel && !isHost)) {
        return {
          setting,
          message: `${whole} may only be the first part of a domain, or the whole host if host_suffixes is set`,
        }
      }
    }
  }
  return null
}
