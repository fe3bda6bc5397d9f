import { writeFile } from 'node:fs/promises'
import { ConfigError } from '../config-error.ts'
import { createApiKey } from '../identity/api-key.ts'
import { type Command, oneOf } from './command.ts'

export const init: Command = {
  summary: 'Write a config file to begin with, and print a new API key',
  help: `Usage: alter-vault init [options]

Writes alter.yaml, or the file of --config, which must not be there yet.`,
  options: [],
  run(words, { config }) {
    oneOf(words, [])
    return writeConfig(config)
  },
}

/** The API key is printed, and in the file as a hash only. */
async function writeConfig(path: string): Promise<void> {
  const { key, hash } = createApiKey()
  try {
    await writeFile(path, template(hash), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    const why = cause.code === 'EEXIST' ? 'is there already' : `cannot be written (${String(cause.code)})`
    throw new ConfigError(`${path} ${why}. Name another file with --config.`, { cause })
  }
  process.stdout.write(`Wrote ${path}. The app's API key, shown only now:

  ${key}

Next: fill in identity and providers, then run alter-vault start.
`)
}

function template(apiKeyHash: string): string {
  return `# Where browsers reach the vault. https, except on localhost.
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
}
