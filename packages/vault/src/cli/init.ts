import { unlink, writeFile } from 'node:fs/promises'
import { ConfigError } from '../config-error.ts'
import { isSecure, ORIGIN_RULE, parseOrigin } from '../config/web-address.ts'
import { createApiKey } from '../identity/keys/api-key.ts'
import { catalog } from '../providers/catalog/catalog.ts'
import { askAll, type Question, type Terminal } from './ask.ts'
import { type Command, oneOf, type Options, UsageError } from './command.ts'
import { nearest } from './nearest.ts'
import { isPlaceholder } from './placeholder.ts'
import { print } from './terminal.ts'

export const init: Command = {
  summary: 'Write a config file to begin with, and print a new API key',
  help: `Usage: alter-vault init [options]

Writes alter.yaml, or the file of --config. The file must not exist yet. On a terminal, init asks for missing options.
Elsewhere it writes placeholders, which doctor finds.

Options
      --origin <origin>     Origin of your app's pages, such as http://localhost:3000; repeat the option for several
      --issuer <url>        OpenID issuer that signs your users in, such as https://my-tenant.eu.auth0.com/
      --provider <id>       Provider that your users connect; repeat the option for several: ${[...catalog.keys()].slice(0, 4).join(', ')}, …
      --audience <text>     Audience of the users' tokens (default my-app)
      --name <text>         Name of the app that users read (default My app)
      --public-url <url>    Address at which browsers reach the vault (default http://localhost:4401)`,
  options: ['origin', 'issuer', 'provider', 'audience', 'name', 'public-url'],
  async run(words, options) {
    oneOf(words, [])
    await writeConfig(
      options.config,
      await choicesOf(options, { input: process.stdin, output: process.stdout }),
    )
  },
}

/** What `init` writes into a config file. */
export interface Choices {
  origins: string[]
  issuer: string
  providers: string[]
  audience: string
  name: string
  publicUrl: string
}

const QUESTIONS = {
  origin: { text: "Origin of your app's pages", usual: 'http://localhost:3000', faultOf: originFault },
  issuer: {
    text: 'Issuer that signs your users in, such as https://my-tenant.eu.auth0.com/',
    faultOf: issuerFault,
  },
  provider: { text: 'Provider that your users connect', usual: 'google', faultOf: providerFault },
} as const satisfies Record<string, Question>

/** Values for when nobody can be asked. */
const PLACEHOLDERS = {
  origin: 'http://localhost:3000',
  issuer: 'https://example.auth0.com/',
  provider: 'google',
} as const satisfies Record<keyof typeof QUESTIONS, string>

/**
 * Takes choices from the options. Asks for the rest on a terminal, and uses placeholders elsewhere.
 * @throws {UsageError} for an option that is not valid
 */
export async function choicesOf(options: Options, terminal: Terminal): Promise<Choices> {
  const { audience = 'my-app', name = 'My app' } = options
  const publicUrl = options['public-url'] ?? 'http://localhost:4401'
  refuse('--public-url', issuerFault(publicUrl))
  if (name.trim() === '' || audience.trim() === '')
    throw new UsageError('--name and --audience must not be empty.')
  const given = {
    origin: options.origin,
    issuer: options.issuer === undefined ? undefined : [options.issuer],
    provider: options.provider?.flatMap((text) => text.split(',')),
  }
  const missing: Record<string, Question> = {}
  for (const key of ['origin', 'issuer', 'provider'] as const) {
    for (const value of given[key] ?? []) refuse(`--${key}`, QUESTIONS[key].faultOf(value))
    if (given[key] === undefined) missing[key] = QUESTIONS[key]
  }
  const isAsked = Object.keys(missing).length > 0 && terminal.input.isTTY === true
  const answers: Record<string, string> = isAsked ? await askAll(terminal, missing) : PLACEHOLDERS
  function valuesOf(key: keyof typeof given): string[] {
    return given[key] ?? [answers[key] ?? '']
  }
  const [issuer = ''] = valuesOf('issuer')
  return {
    origins: valuesOf('origin').map((origin) => parseOrigin(origin) ?? origin),
    issuer,
    providers: [...new Set(valuesOf('provider'))],
    audience,
    name,
    publicUrl,
  }
}

function refuse(option: string, fault: string | undefined): void {
  if (fault !== undefined) throw new UsageError(`${option}: ${fault}.`)
}

function originFault(answer: string): string | undefined {
  const origin = parseOrigin(answer)
  if (origin === undefined) return `${answer} ${ORIGIN_RULE}`
  return isSecure(new URL(origin)) ? undefined : `${answer} must be https, except on localhost`
}

function issuerFault(answer: string): string | undefined {
  const url = URL.parse(answer)
  if (url === null || !/^https?:$/.test(url.protocol))
    return `"${answer}" is not a web address such as https://login.example.com`
  return isSecure(url) ? undefined : `${answer} must be https, except on localhost`
}

function providerFault(answer: string): string | undefined {
  if (catalog.has(answer)) return undefined
  const known = [...catalog.keys()]
  const near = nearest(answer, known)
  const meant = near === undefined ? '' : ` Did you mean ${near}?`
  return `there is no "${answer}" in the catalog (${known.join(', ')}).${meant} Add a provider of your own to the file afterwards`
}

/** Prints the API key, and writes only its hash into the file. */
async function writeConfig(path: string, choices: Choices): Promise<void> {
  const { key, hash } = createApiKey('app')
  try {
    await writeFile(path, configText(choices, hash), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    if (cause.code !== 'EEXIST') await unlink(path).catch(() => undefined)
    const why = cause.code === 'EEXIST' ? 'already exists' : `cannot be written (${String(cause.code)})`
    throw new ConfigError(`${path} ${why}. Name another file with --config.`, { cause })
  }
  const credentials = choices.providers.map(
    (id) => `  ${id.padEnd(12)}${choices.publicUrl.replace(/\/+$/, '')}/sdk/oauth/callback/${id}`,
  )
  print(`Wrote ${path}. The app's API key, shown only now:

  ${key}

Next:
  1. Register the redirect URI at each provider, and put its client_id and client_secret into ${path}:

${credentials.join('\n')}

  2. Run alter-vault doctor, which shows what is still wrong${isPlaceholder(choices.issuer) ? ': the issuer is a placeholder' : ''}.
  3. Run alter-vault start.`)
}

/** A text as YAML, with any characters in it. */
function quoted(text: string): string {
  return /^[\w:/.-]+$/.test(text) &&
    !/^[\d.-]/.test(text) &&
    !/^(true|false|null|yes|no|on|off)$/i.test(text) &&
    !text.endsWith(':')
    ? text
    : JSON.stringify(text)
}

export function configText(choices: Choices, apiKeyHash: string): string {
  const { origins, issuer, providers, audience, name, publicUrl } = choices
  return `# Address at which browsers reach the vault: https, except on localhost.
public_url: ${quoted(publicUrl)}

apps:
  - id: my-app
    # Users read this name on the Connect page.
    name: ${quoted(name)}
    # SHA-256 of the API key.
    api_key_sha256: ${apiKeyHash}
    # Origins of the pages that may open the Connect page.
    origins:
${origins.map((origin) => `      - ${quoted(origin)}`).join('\n')}

    # The OpenID issuer that signs your users in.
    identity:
      issuer: ${quoted(issuer)}
      audience: ${quoted(audience)}

    providers:
${providers.map(providerText).join('\n')}
`
}

function providerText(id: string): string {
  const name = `ALTER_${id.toUpperCase().replaceAll('-', '_')}_CLIENT`
  return `      # Credentials can also be in ${name}_ID and ${name}_SECRET: then leave them out here.
      # Redirect URI to register: <public_url>/sdk/oauth/callback/${id}
      ${id}:
        client_id: ''
        client_secret: ''
        scopes:${id === 'google' ? '\n          - https://www.googleapis.com/auth/calendar.readonly' : ' []'}`
}
