import { writeFile } from 'node:fs/promises'
import { ConfigError } from '../config/error.ts'
import { randomSecret, sha256 } from '../crypto/hash.ts'

/** Writes a config file to begin with, and prints the API key, which is in it as a hash only. */
export const init = async (path: string): Promise<void> => {
  const apiKey = `alter_key_app_${randomSecret()}`
  try {
    await writeFile(path, template(sha256(apiKey)), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    const why = cause.code === 'EEXIST' ? 'is there already' : `cannot be written (${String(cause.code)})`
    throw new ConfigError(`${path} ${why}. Name another file with --config.`, { cause })
  }
  process.stdout.write(`Wrote ${path}. The app's API key, shown only now:

  ${apiKey}

Next: fill in identity and providers, then run alter-vault start.
`)
}

const template = (
  apiKeyHash: string,
): string => `# Where browsers reach the vault. https, except on localhost.
public_url: http://localhost:4401

apps:
  - id: my-app
    # Shown to users on the Connect page.
    name: My app
    # SHA-256 of the API key.
    api_key_sha256: ${apiKeyHash}
    # Pages that may open the Connect page.
    origins:
      - http://localhost:3000

    # Who signs your users in: any OpenID issuer.
    identity:
      issuer: https://example.auth0.com/
      audience: my-app

    # Credentials may also come from ALTER_GOOGLE_CLIENT_ID and ALTER_GOOGLE_CLIENT_SECRET.
    # Redirect URI to register at Google: <public_url>/sdk/oauth/callback/google
    providers:
      google:
        client_id: ''
        client_secret: ''
        scopes:
          - https://www.googleapis.com/auth/calendar.readonly
`
