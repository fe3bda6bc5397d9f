import type { Endpoints, ProviderEntry } from './entry.ts'
import type { Provider } from './provider.ts'
import { ProblemError } from '../problem.ts'
import { valueAt } from './value.ts'

/** What stands for `{…}` in a provider's endpoints and hosts, for one grant. */
export type Values = Record<string, string>

/** The provider as one grant sees it. A host that lacks a value is left out: it may receive nothing. */
export const fillProvider = (provider: Provider, values: Values): Provider => {
  if (Object.keys(values).length === 0 && !hasTemplates(provider)) return provider
  const usable = usableValues(provider, values)
  const known: Values = { client_id: encodeURIComponent(provider.client_id), ...usable }
  const endpoints: Endpoints = {}
  for (const name of ENDPOINTS) {
    const template = provider[name]
    if (template !== undefined) endpoints[name] = fill(template, known) ?? template
  }
  const api_hosts = provider.api_hosts.map((host) => fill(host, known)).filter((host) => host !== null)
  return { ...provider, ...endpoints, api_hosts, values: usable }
}

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'revocation_endpoint',
  'refresh_endpoint',
] as const

const hasTemplates = (provider: Provider): boolean =>
  [...provider.api_hosts, ...ENDPOINTS.map((name) => provider[name])].some((text) => text?.includes('{'))

const fill = (template: string, values: Values): string | null => {
  let missing = false
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    missing ||= value === undefined
    return value ?? ''
  })
  return missing ? null : filled
}

/** Checks the answers to an entry's fields; throws `invalid_request` naming the field. */
export const checkFields = ({ name, fields }: ProviderEntry, answers: Record<string, string>): Values => {
  const values: Values = {}
  for (const { name: field, label, pattern, placeholder } of fields) {
    const answer = answers[field] ?? ''
    if (answer.length > LONGEST_VALUE || !new RegExp(`^(?:${pattern})$`, 'u').test(answer)) {
      const example = placeholder === undefined ? '' : `, such as ${placeholder}`
      throw new ProblemError('invalid_request', `${field}: ${name} needs ${label}${example}.`, { field })
    }
    values[field] = answer
  }
  return values
}

/** Stored values are checked again: the entry may have changed since. One that is not as it must be is none. */
const usableValues = ({ fields, learned }: ProviderEntry, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      if (value.length > LONGEST_VALUE) return false
      const field = fields.find((each) => each.name === name)
      if (field) return new RegExp(`^(?:${field.pattern})$`, 'u').test(value)
      return Object.hasOwn(learned, name) && NO_DELIMITER.test(value)
    }),
  )

/** Of a learned value only a part matched its pattern. Whatever it was, it leads to no other host or path. */
const NO_DELIMITER = /^[\w.~:-]*$/

const LONGEST_VALUE = 255

/** The values that a token response tells. One that does not look as it should is none. */
export const learnValues = ({ learned }: ProviderEntry, response: Record<string, unknown>): Values => {
  const values: Values = {}
  for (const [name, { from, pattern }] of Object.entries(learned)) {
    const value = pattern.exec(valueAt(response, from) ?? '')?.[1]
    if (value !== undefined && value.length <= LONGEST_VALUE) values[name] = value
  }
  return values
}
