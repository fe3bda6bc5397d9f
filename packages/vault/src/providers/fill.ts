import type { Endpoints, ProviderEntry } from './entry.ts'
import type { Provider } from './provider.ts'
import { isSecure } from '@alter/protocol'
import { ProblemError } from '../problem.ts'
import { ENDPOINTS, type Values } from './templates.ts'
import { valueAt } from './value.ts'

/** The provider as one grant sees it. A host that lacks a value is left out: it may receive nothing. */
export function fillProvider(provider: Provider, values: Values): Provider {
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

function hasTemplates(provider: Provider): boolean {
  return [...provider.api_hosts, ...ENDPOINTS.map((name) => provider[name])].some((text) =>
    text?.includes('{'),
  )
}

function fill(template: string, values: Values): string | null {
  let missing = false
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    missing ||= value === undefined
    return value ?? ''
  })
  return missing ? null : filled
}

/** Checks the answers to an entry's fields; throws `invalid_request` naming the field. */
export function checkFields({ name, fields }: ProviderEntry, answers: Record<string, string>): Values {
  const values: Values = {}
  for (const { name: field, label, pattern, placeholder } of fields) {
    const answer = answers[field] ?? ''
    if (answer.length > LONGEST_VALUE || !new RegExp(`^(?:${pattern})$`, 'u').test(answer)) {
      const example = placeholder === undefined ? '' : `, such as ${placeholder}`
      throw new ProblemError('invalid_request', `${field}: ${name} needs this: ${label}${example}.`, {
        field,
      })
    }
    values[field] = answer
  }
  return values
}

/** Stored values are checked again: the entry may have changed since. One that is not as it must be is none. */
function usableValues({ fields, learned }: ProviderEntry, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      if (value.length > LONGEST_VALUE) return false
      const field = fields.find((each) => each.name === name)
      if (field) return new RegExp(`^(?:${field.pattern})$`, 'u').test(value)
      return Object.hasOwn(learned, name) && NO_DELIMITER.test(value)
    }),
  )
}

/** Those of a grant's values that its app may read. */
export function publicValues(provider: ProviderEntry, values: Values): Values {
  return Object.fromEntries(
    Object.entries(usableValues(provider, values)).filter(([name]) => {
      return Object.hasOwn(provider.learned, name) && provider.learned[name]?.public === true
    }),
  )
}

/** Of a learned value only a part matched its pattern. Whatever it was, it leads to no other host or path. */
const NO_DELIMITER = /^[\w.~:-]*$/

type Learned = ProviderEntry['learned'][string]

/** Characters. */
const LONGEST_VALUE = 255

/** The values that a token response tells. One that does not look as it should is none. */
export function learnValues(
  { learned }: Pick<ProviderEntry, 'learned'>,
  response: Record<string, unknown>,
): Values {
  return collect(learned, (one) => (one.in === 'callback' ? null : valueAt(response, one.from)))
}

/** The values that the browser brings with the code. One that comes twice is none. */
export function learnFromCallback(
  { learned }: Pick<ProviderEntry, 'learned'>,
  { searchParams }: URL,
): Values {
  return collect(learned, ({ in: place, from }) => {
    const [value, another] = place === 'callback' ? searchParams.getAll(from) : []
    return another === undefined ? (value ?? null) : null
  })
}

/**
 * Whether a URL may be that of a grant which the provider has moved: a refresh would tell.
 * @param provider not filled
 */
export function mayHaveMoved(
  { learned, api_hosts }: Pick<ProviderEntry, 'learned' | 'api_hosts'>,
  url: URL,
): boolean {
  return Object.entries(learned).some(
    ([name, one]) =>
      one.in !== 'callback' && api_hosts.includes(`{${name}}`) && readValue(one, url.origin) === url.host,
  )
}

function collect(learned: Record<string, Learned>, tell: (one: Learned) => string | null): Values {
  const values: Values = {}
  for (const [name, one] of Object.entries(learned)) {
    const value = readValue(one, tell(one) ?? '')
    if (value !== null && value.length <= LONGEST_VALUE) values[name] = value
  }
  return values
}

function readValue({ pattern, host_suffixes }: Learned, text: string): string | null {
  if (pattern) return pattern.exec(text)?.[1] ?? null
  if (host_suffixes) return hostBelow(host_suffixes, text)
  return /^[\w-]+$/.test(text) ? text : null
}

/** The host of an address, or a host, where the token may go: nothing but a host may be in it. */
function hostBelow(suffixes: string[], text: string): string | null {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  if (!url || !isSecure(url) || `${url.protocol}//${url.host}/` !== url.href) return null
  return suffixes.some((suffix) => url.host === suffix || url.host.endsWith(`.${suffix}`)) ? url.host : null
}
