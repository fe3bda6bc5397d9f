import { isRecord } from './json.ts'

export interface User {
  name: string
  email: string
}

/** What the backend says of the visitor and of itself. */
export interface Me {
  user: User | undefined
  /** What *Call the API* calls. */
  calendarUrl: string
  /** The vault's page for its users. */
  walletUrl: string
  /** Seconds; unknown with the real Google. */
  accessTokenTtl: number | undefined
}

/** @throws when the backend does not answer, or answers with something else */
export async function fetchMe(): Promise<Me> {
  const response = await fetch('/api/me', { headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`GET /api/me answered ${response.status}`)
  return readMe(await response.json())
}

function readMe(body: unknown): Me {
  if (!isRecord(body) || typeof body['calendar_url'] !== 'string') {
    throw new Error('GET /api/me answered with something else')
  }
  const { user, calendar_url: calendarUrl, wallet_url: walletUrl, access_token_ttl: ttl } = body
  return {
    user: isRecord(user) ? { name: String(user['name']), email: String(user['email']) } : undefined,
    calendarUrl,
    walletUrl: String(walletUrl),
    accessTokenTtl: typeof ttl === 'number' ? ttl : undefined,
  }
}
