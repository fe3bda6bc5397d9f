import type { MockAccount, MockField, MockProvider } from './provider.ts'

/** A provider of the test or demo. Every member is optional. */
export interface OwnProvider {
  /** Name that users read. Default: the id with a capital, such as `Acme`. */
  name?: string
  /** Scopes that the app requests and requires. Default: none. */
  scopes?: string[]
  /** Descriptions of scopes, by scope. Default: scopes are shown as they are. */
  scopeLabels?: Record<string, string | Record<string, string>>
  /** Text of an SVG. Default: the first letter of the name. */
  logo?: string
  /**
   * Questions for the user before the start, such as the name of a shop. In played windows (Vitest, Jest) the user
   * answers with the `placeholder`. Default: none.
   */
  fields?: MockField[]
  /** Labels of the accounts to choose from. Default: `ada@work.example` and `ada@home.example`. */
  accounts?: string[]
}

/** Checks providers of a test. Throws a `TypeError` that names the field at fault. */
export function ownProviders(own: Record<string, OwnProvider>): MockProvider[] {
  return Object.entries(own).map(([id, options]) => ownProvider(id, options))
}

function ownProvider(id: string, options: OwnProvider): MockProvider {
  const at = `providers.${id}`
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(id)) {
    throw new TypeError(
      `${at}: an id has 1 to 64 lower case letters, digits, _ or -, as in the vault's config.`,
    )
  }
  for (const name of Object.keys(options)) {
    if (!OPTIONS.some((known) => known === name)) {
      throw new TypeError(`${at}.${name}: there is no such option; there are ${OPTIONS.join(', ')}.`)
    }
  }
  const { name = id.replace(/^./, (first) => first.toUpperCase()), accounts = ACCOUNTS } = options
  const { logo = drawMonogram(name) } = options
  if (!logo.trimStart().startsWith('<svg')) {
    throw new TypeError(`${at}.logo: give the text of an SVG, which begins with <svg.`)
  }
  if (accounts.length === 0) throw new TypeError(`${at}.accounts: give at least one, or leave it out.`)
  const { scopes = [], scopeLabels = {}, fields = [] } = options
  for (const [index, field] of fields.entries()) assertAnswerable(`${at}.fields[${index}]`, field)
  const identityScopes = ['openid', 'email', 'profile']
  return { id, name, scopes, scopeLabels, identityScopes, fields, logo, accounts: accounts.map(accountOf) }
}

const OPTIONS = [
  'name',
  'scopes',
  'scopeLabels',
  'logo',
  'fields',
  'accounts',
] as const satisfies (keyof OwnProvider)[]

/** In played windows the user types the placeholder, so the pattern must accept it. */
function assertAnswerable(at: string, { name, placeholder = name, pattern = '.+' }: MockField): void {
  if (new RegExp(`^(?:${pattern})$`, 'u').test(placeholder)) return
  throw new TypeError(`${at}: give a placeholder that matches its pattern.`)
}

function accountOf(identifier: string): MockAccount {
  const known = WELL_KNOWN[identifier]
  const email = identifier.includes('@') ? identifier : `${identifier}@users.noreply.example`
  return { identifier, displayName: known ?? identifier, email }
}

const WELL_KNOWN: Record<string, string> = {
  'ada@work.example': 'Ada Lovelace',
  'ada@home.example': 'Ada King',
}

const ACCOUNTS = Object.keys(WELL_KNOWN)

/** The first letter of the name, as the vault draws it for a provider outside of its catalog. */
function drawMonogram(name: string): string {
  const [first = '?'] = name.trim()
  const letter = first.toUpperCase().replace(/[&<>]/, (character) => `&#${character.charCodeAt(0)};`)
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><style>rect{fill:#e3e6eb}text{fill:#3d4450}' +
    '@media(prefers-color-scheme:dark){rect{fill:#353a43}text{fill:#e3e6eb}}</style>' +
    '<rect width="24" height="24" rx="6"/><text x="12" y="12" font-family="system-ui,sans-serif" font-size="14"' +
    ` font-weight="600" text-anchor="middle" dominant-baseline="central">${letter}</text></svg>`
  )
}
