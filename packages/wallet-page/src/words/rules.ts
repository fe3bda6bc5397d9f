import type { PolicyRule, Weekday } from '@alter/protocol'
import { isFields, isListOf, isText } from '../vault/guards.ts'
import type { Texts } from '../texts.ts'
import { count, fill } from './fill.ts'
import { duration } from './time.ts'

/** Methods that change nothing. @see RFC 9110 §9.2.1 */
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
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
      return rule.allow.map((allowed) => allowance(texts, allowed))
    default:
      return [furtherRule(texts, rule)]
  }
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

function allowance(
  texts: Texts,
  { methods, hosts, paths }: RuleOf<'methods_and_paths'>['allow'][number],
): string {
  const parts: string[] = []
  if (methods !== undefined) {
    const isReading = methods.every((method) => READS.has(method))
    parts.push(isReading ? texts.rule.reads : fill(texts.rule.methods, { methods: anyOf(texts, methods) }))
  }
  if (hosts !== undefined) parts.push(fill(texts.rule.hosts, { hosts: anyOf(texts, hosts) }))
  if (paths !== undefined) parts.push(fill(texts.rule.paths, { paths: anyOf(texts, paths) }))
  return parts.join(' · ')
}

/** One that asks a human, or one that these pages do not know: it limits, and that is said. */
function furtherRule(texts: Texts, rule: unknown): string {
  const { type, approver, methods } = isFields(rule) ? rule : {}
  if (type !== 'require_approval') return fill(texts.rule.other, { type: isText(type) ? type : '?' })
  if (approver === 'operator') return texts.rule.asksOperator
  const isForChanges = isListOf(isText)(methods) && !methods.some((method) => READS.has(method))
  return isForChanges ? texts.rule.asksChanges : texts.rule.asks
}

function anyOf({ locale }: Texts, names: string[]): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names)
}
