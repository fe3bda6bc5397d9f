import { ConfigError } from '../../config-error.ts'
import type { Settings } from '../../config/settings.ts'
import { isPlaceholder } from '../placeholder.ts'
import type { Check } from './check.ts'

/** Milliseconds. */
const PATIENCE = 5000

/** Asks for `public_url` as a browser would, so that proxies in between are part of the check. */
export function publicUrlCheck({ publicUrl, host, port }: Settings): Check {
  return {
    name: `public_url ${publicUrl}`,
    setting: 'public_url',
    async run() {
      if (isPlaceholder(publicUrl)) {
        throw new ConfigError(
          'public_url is still a placeholder: set it to the address at which browsers reach this vault',
        )
      }
      const found = await ask(publicUrl)
      if (found === null) {
        const isHere = isOnThisMachine(publicUrl)
        const isRunning = (await ask(`http://${host}:${port}`)) !== null
        if (isHere && !isRunning) {
          return [`nothing answers there: run alter-vault start, which listens on ${host}:${port}`]
        }
        throw new ConfigError(
          isRunning
            ? `nothing answers there, and a vault runs on ${host}:${port}. Set public_url to the address at which browsers reach it, or let the proxy in front of it pass requests on`
            : `nothing answers there. Start the vault, and check the name, the certificate and the proxy in front of it`,
        )
      }
      if (found.publicUrl === publicUrl) return []
      throw new ConfigError(
        found.publicUrl === undefined
          ? `what answers there is not a vault (status ${found.status}). The proxy in front must pass on every path below ${publicUrl} unchanged`
          : `another vault answers there: its public_url is ${found.publicUrl}. Correct public_url, or restart the vault with this config`,
      )
    },
  }
}

/**
 * A remark for a vault that listens at another port of this machine than its `public_url` names, when nothing there
 * passes requests on. `undefined` when there is nothing to remark.
 * @param port where it listens
 */
export async function remarkOnPort(publicUrl: string, port: number): Promise<string | undefined> {
  const url = new URL(publicUrl)
  const named = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (!isOnThisMachine(publicUrl) || named === port || (await ask(publicUrl)) !== null) return undefined
  url.port = String(port)
  const here = url.href.replace(/\/$/, '')
  return `public_url ${publicUrl} names port ${named}, and this vault listens on port ${port}: browsers find no Connect page there. Set public_url: ${here}, start with --port ${named}, or let a proxy on port ${named} pass requests on`
}

function isOnThisMachine(url: string): boolean {
  return /(^|\.)localhost$|^127\.|^\[::1\]$/.test(new URL(url).hostname)
}

/** Reads the address that a vault names as its own in its reference; `null` when nothing answers. */
async function ask(url: string): Promise<{ status: number; publicUrl: string | undefined } | null> {
  try {
    const response = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(PATIENCE) })
    const text = await response.text()
    return { status: response.status, publicUrl: readServer(text) }
  } catch {
    return null
  }
}

function readServer(text: string): string | undefined {
  try {
    const [server]: unknown[] = Object(JSON.parse(text)).servers
    const { url } = Object(server)
    return typeof url === 'string' ? url : undefined
  } catch {
    return undefined
  }
}
