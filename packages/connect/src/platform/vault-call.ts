import type { Answer } from './answer.ts'
import type { Platform } from './browser.ts'
import type { VaultSession } from './vault-session.ts'

/**
 * Calls the vault for a session: for how it stands, or to end it.
 * @returns nothing where the vault is out of reach, which may pass
 */
export async function callVault(
  platform: Platform,
  { page, token }: VaultSession,
  path: string,
  init: RequestInit,
): Promise<Answer | undefined> {
  try {
    const response = await platform.fetch(page + '/session/' + path, { method: 'POST', body: token, ...init })
    const body = await response.json()
    if (response.ok) return body
    // A problem document: the session is unknown, or over.
    if (response.status === 401) return { status: 'failed', error: body.code, error_description: body.detail }
  } catch {}
  return undefined
}
