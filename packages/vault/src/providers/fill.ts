import type { Endpoints, ProviderEntry } from './entry.ts'
import type { Provider } from './provider.ts'
import { isSecure } from '@alter/protocol'
import { ProblemError } from '../problem.ts'
import { ENDPOINTS, type Values } from './templates.ts'
import { valueAt } from './value.ts'

/**
 * The provider for one grant, with `{…}` filled in. A host with a missing value is removed, so it can receive nothing.
 */
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

/** Checks the answers to an entry's fields. Throws `invalid_request` naming the field. */
export function checkFields({ name, fields }: ProviderEntry, answers: Record<string, string>): Values {
  const values: Values = {}
  for (const { name: field, label, pattern, placeholder } of fields) {
    const answer = answers[field] ?? ''
    if (answer.length > LONGEST_VALUE || !new RegExp(`^(?:${pattern})$`, 'u').test(answer)) {
      const example = placeholder === undefined ? '' : `, such as ${placeholder}`
      throw new ProblemError(
        'invalid_request',
        `${field}: missing or not valid. ${name} needs: ${label}${example}.`,
        {
          field,
        },
      )
    }
    values[field] = answer
  }
  return values
}

/** Stored values are checked again, because the entry may have changed. An invalid value counts as missing. */
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

/** The values of a grant that its app may read. */
export function publicValues(provider: ProviderEntry, values: Values): Values {
  return Object.fromEntries(
    Object.entries(usableValues(provider, values)).filter(([name]) => {
      return Object.hasOwn(provider.learned, name) && provider.learned[name]?.public === true
    }),
  )
}

/**
 * A learned value matches its pattern only in part. Without these characters it cannot lead to another host or path.
 */
const NO_DELIMITER = /^[\w.~:-]*$/

type Learned = ProviderEntry['learned'][string]

/** Longest learned value. Characters. */
const LONGEST_VALUE = 255

/** The values in a token response. An invalid value is left out. */
export function learnValues(
  { learned }: Pick<ProviderEntry, 'learned'>,
  response: Record<string, unknown>,
): Values {
  return collect(learned, (one) => (one.in === 'callback' ? null : valueAt(response, one.from)))
}

/** The values in the browser's return with the code. A value that appears twice is left out. */
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
 * Whether the provider may have moved a grant to the host of this URL; a refresh would tell.
 * @param provider not filled in
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

/**
 * The host in a text that is a host or an address, if it is below one of the suffixes; `null` otherwise. The text may
 * contain nothing else.
 */
function hostBelow(suffixes: string[], text: string): string | null {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  if (!url || !isSecure(url) || `${url.protocol}//${url.host}/` !== url.href) return null
  return suffixes.some((suffix) => url.host === suffix || url.host.endsWith(`.${suffix}`)) ? url.host : null
}
