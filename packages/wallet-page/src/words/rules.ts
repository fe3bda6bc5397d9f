import type { PolicyRule, Weekday } from '@alter/protocol'
import { isFields, isText } from '../vault/guards.ts'
import type { Texts } from '@alter/connect/languages/wallet-texts'
import { fill } from '@alter/connect/languages/sentences'
import { count } from './fill.ts'
import { duration } from './time.ts'

/** Methods that change nothing. @see RFC 9110 §9.2.1 */
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Methods that change something. @see RFC 9110 §9.3, RFC 5789 */
const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE']
const WEEK: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
/** A Monday at noon: days are named by dates. */
const MONDAY = Date.UTC(2024, 0, 1, 12)
const DAY = 86_400_000

/** What a rule means for a user, as one or more sentences. */
export function ruleWords(texts: Texts, rule: PolicyRule): string[] {
  switch (rule.type) {
    case 'time_window':
      return [timeWindow(texts, rule)]
    case 'ip_allowlist':
      return [fill(texts.rule.addresses, { ranges: anyOf(texts, rule.ranges) })]
    case 'rate_limit':
      return [fill(count(texts, texts.rule.rate, rule.requests), { time: duration(texts, rule.seconds) })]
    case 'groups':
      return [fill(texts.rule.groups, { groups: anyOf(texts, rule.any_of) })]
    case 'ttl':
      return [fill(texts.rule.ttl, { time: duration(texts, rule.seconds) })]
    case 'methods_and_paths':
      return methodsAndPaths(texts, rule)
    case 'require_approval':
      return [approval(texts, rule)]
  }
  return [furtherRule(texts, rule)]
}

type RuleOf<Type extends PolicyRule['type']> = Extract<PolicyRule, { type: Type }>

function timeWindow(texts: Texts, { days, from, to, zone }: RuleOf<'time_window'>): string {
  const values = { from, to, zone: zone.replaceAll('_', ' ') }
  if (days === undefined || days.length === WEEK.length) return fill(texts.rule.daily, values)
  return fill(texts.rule.days, { ...values, days: dayNames(texts, days) })
}

/** Days in a row are a range, others a list. */
function dayNames({ locale }: Texts, days: Weekday[]): string {
  const places = days.map((day) => WEEK.indexOf(day)).sort((one, other) => one - other)
  const [first = 0, last = 0] = [places[0], places.at(-1)]
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  function name(place: number): string {
    return format.format(MONDAY + place * DAY)
  }
  if (places.length > 2 && last - first === places.length - 1) return `${name(first)} – ${name(last)}`
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(places.map(name))
}

/** What one place allows holds together; of several, any one will do. */
function methodsAndPaths(texts: Texts, { allow }: RuleOf<'methods_and_paths'>): string[] {
  const [only, ...others] = allow
  if (only !== undefined && others.length === 0) {
    const { methods, hosts, paths } = only
    return [
      ...(methods === undefined ? [] : [methodWords(texts, methods)]),
      ...(hosts === undefined ? [] : [fill(texts.rule.hosts, { hosts: anyOf(texts, hosts) })]),
      ...(paths === undefined ? [] : [fill(texts.rule.paths, { paths: anyOf(texts, paths) })]),
    ]
  }
  const list = allow.map(({ methods, hosts, paths }) =>
    [methods, hosts, paths]
      .flatMap((names) => (names === undefined ? [] : [anyOf(texts, names)]))
      .join(' · '),
  )
  return [fill(texts.rule.these, { list: list.join('; ') })]
}

function methodWords(texts: Texts, methods: string[]): string {
  return methods.every((method) => READS.has(method))
    ? texts.rule.reads
    : fill(texts.rule.methods, { methods: anyOf(texts, methods) })
}

/** Who is asked before what, no more than the rule says; where it holds for some places only, they follow. */
function approval(texts: Texts, { approver, methods, hosts, paths }: RuleOf<'require_approval'>): string {
  const { always, changes, kinds } = texts.rule.asks[approver]
  const isEachChange = methods !== undefined && CHANGES.every((method) => methods.includes(method))
  const text = methods === undefined ? always : isEachChange ? changes : kinds
  const places = [hosts, paths].flatMap((names) => (names === undefined ? [] : [anyOf(texts, names)]))
  const words = fill(text, { methods: anyOf(texts, methods ?? []) })
  return places.length === 0 ? words : `${words} (${places.join(' · ')})`
}

/** A rule that these pages know nothing of: it limits, and that is said. */
function furtherRule(texts: Texts, rule: never): string {
  const written: unknown = rule
  const { type } = isFields(written) ? written : {}
  return fill(texts.rule.other, { type: isText(type) ? type : '?' })
}

function anyOf({ locale }: Texts, names: string[]): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names)
}
