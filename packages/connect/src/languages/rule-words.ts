import type {
  MethodsAndPathsRule,
  PolicyRule,
  RequireApprovalRule,
  TimeWindowRule,
  Weekday,
} from '@alter/protocol'
import { pluralOf } from '../words.ts'
import type { RuleTexts } from './rule-texts.ts'
import { allOf, eitherOf, fill } from './sentences.ts'

/** What the words of a rule are made from. */
interface Texts {
  /** Such as `de`. */
  locale: string
  rules: RuleTexts
}

/** What a rule allows, for people: a sentence, and where it has a list of its own, that. */
export interface RuleWords {
  text: string
  list?: string[]
}

/** Methods that change nothing. @see RFC 9110 §9.2.1 */
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a rule lets nothing through but what reads. */
export function readsOnly(rule: PolicyRule): boolean {
  return (
    rule.type === 'methods_and_paths' &&
    rule.allow.every(({ methods }) => methods?.every((method) => READING.has(method)) === true)
  )
}

/** Every rule in words, in the order in which they stand; what says the same is said once. */
export function rulesInWords(texts: Texts, rules: PolicyRule[], app: string): RuleWords[] {
  const words = rules.flatMap((rule) => wordsOf(texts, rule, app))
  const said = new Set<string>()
  return words.filter((one) => {
    const key = JSON.stringify(one)
    return !said.has(key) && said.add(key)
  })
}

function wordsOf(texts: Texts, rule: PolicyRule, app: string): RuleWords[] {
  const { rules } = texts
  switch (rule.type) {
    case 'time_window':
      return [{ text: timeWindow(texts, rule) }]
    case 'ip_allowlist':
      return [{ text: fill(rules.addresses, { addresses: eitherOf(texts, rule.ranges) }) }]
    case 'rate_limit':
      return [{ text: rateLimit(texts, rule.requests, rule.seconds) }]
    case 'groups':
      return [{ text: fill(rules.groups, { groups: eitherOf(texts, rule.any_of) }) }]
    case 'ttl':
      return [{ text: fill(rules.sinceSignIn, { time: duration(texts, rule.seconds) }) }]
    case 'methods_and_paths':
      return methodsAndPaths(texts, rule)
    case 'require_approval':
      return [approval(texts, rule, app)]
  }
  return otherLimit(rule, rules, app)
}

/** A rule that this page knows nothing of: the limit is there, and the user is told so. */
function otherLimit(_rule: never, rules: RuleTexts, app: string): RuleWords[] {
  return [{ text: fill(rules.other, { app }) }]
}

/** With one place all that it says holds together; with several it is a list of what is allowed. */
function methodsAndPaths(texts: Texts, rule: MethodsAndPathsRule): RuleWords[] {
  const { rules } = texts
  const [only, ...others] = rule.allow
  if (only !== undefined && others.length === 0) {
    const { methods, hosts, paths } = only
    return [
      ...(methods === undefined ? [] : [{ text: methodsText(texts, methods) }]),
      ...(hosts === undefined ? [] : [{ text: fill(rules.hosts, { hosts: eitherOf(texts, hosts) }) }]),
      ...(paths === undefined ? [] : [{ text: fill(rules.paths, { paths: eitherOf(texts, paths) }) }]),
    ]
  }
  return [
    ...(readsOnly(rule) ? [{ text: rules.onlyReads }] : []),
    { text: rules.onlyThese, list: rule.allow.map((allowed) => placeText(texts, allowed)) },
  ]
}

function methodsText(texts: Texts, methods: string[]): string {
  const { rules } = texts
  return methods.every((method) => READING.has(method))
    ? rules.onlyReads
    : fill(rules.methods, { methods: eitherOf(texts, methods) })
}

/** Methods that change something, as people name them. @see RFC 9110 §9.3, RFC 5789 */
const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Who is asked before what; where that holds for some places only, they follow. */
function approval(
  texts: Texts,
  { approver, methods, hosts, paths }: RequireApprovalRule,
  app: string,
): RuleWords {
  const { call, change, methods: kinds } = texts.rules.asks[approver]
  const isEachChange = methods?.length === CHANGING.length && CHANGING.every((one) => methods.includes(one))
  const text = methods === undefined ? call : isEachChange ? change : kinds
  const place = [hosts && eitherOf(texts, hosts), paths && eitherOf(texts, paths)].filter(
    (part) => part !== undefined,
  )
  return {
    text: fill(text, { app, ...(methods !== undefined && { methods: eitherOf(texts, methods) }) }),
    ...(place.length > 0 && { list: [place.join(' · ')] }),
  }
}

/** Whether a rule asks the user before each change, or before more. */
export function asksEachTime(rule: PolicyRule): boolean {
  if (rule.type !== 'require_approval' || rule.approver !== 'user') return false
  const { methods, hosts, paths } = rule
  const coversAll = hosts === undefined && paths === undefined
  return coversAll && (methods === undefined || CHANGING.every((one) => methods.includes(one)))
}

/** One line of a list: kinds of requests, hosts and paths, as far as they are named. */
function placeText(texts: Texts, { methods, hosts, paths }: MethodsAndPathsRule['allow'][number]): string {
  const { rules } = texts
  const kinds =
    methods === undefined
      ? rules.anything
      : methods.every((method) => READING.has(method))
        ? rules.reading
        : eitherOf(texts, methods)
  return [kinds, hosts && eitherOf(texts, hosts), paths && eitherOf(texts, paths)]
    .filter((part) => part !== undefined)
    .join(' · ')
}

function rateLimit(texts: Texts, requests: number, seconds: number): string {
  const { locale, rules } = texts
  const count = new Intl.NumberFormat(locale).format(requests)
  const calls = fill(pluralOf(rules.calls, locale, requests), { count })
  const unit = UNITS.find(({ length }) => length === seconds)
  return unit === undefined
    ? fill(rules.rateIn, { calls, time: duration(texts, seconds) })
    : fill(rules.rate[unit.name], { calls })
}

/** The longest first. */
const UNITS = [
  { name: 'day', length: 86_400 },
  { name: 'hour', length: 3600 },
  { name: 'minute', length: 60 },
  { name: 'second', length: 1 },
] as const

/** A length of time in full: no unit is left out, so that no limit sounds wider than it is. */
export function duration({ locale }: { locale: string }, seconds: number): string {
  let left = seconds
  const parts: string[] = []
  for (const { name: unit, length } of UNITS) {
    const count = Math.floor(left / length)
    left -= count * length
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })
    if (count > 0) parts.push(format.format(count))
  }
  return new Intl.ListFormat(locale, { type: 'unit', style: 'long' }).format(parts)
}

const DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function timeWindow(texts: Texts, { zone, days, from, to }: TimeWindowRule): string {
  const { rules } = texts
  return fill(rules.window, {
    days: daysText(texts, days ?? DAYS),
    from: timeOfDay(texts, from),
    to: timeOfDay(texts, to),
    zone: zoneName(texts, zone),
  })
}

function daysText(texts: Texts, days: readonly Weekday[]): string {
  const open = DAYS.filter((day) => days.includes(day))
  if (open.length === DAYS.length) return texts.rules.everyDay
  if (open.join() === 'mon,tue,wed,thu,fri') return texts.rules.weekdays
  const format = new Intl.DateTimeFormat(texts.locale, { weekday: 'long', timeZone: 'UTC' })
  // The first of January 2024 was a Monday.
  const names = open.map((day) => format.format(Date.UTC(2024, 0, 1 + DAYS.indexOf(day))))
  return allOf(texts, names)
}

function timeOfDay({ locale }: Texts, text: string): string {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  const format = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  return format.format(Date.UTC(2024, 0, 1, hours, minutes))
}

/** The zone as people call it; as it is written where the browser knows no such zone. */
function zoneName({ locale }: Texts, zone: string): string {
  try {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' })
    // A recent date: in 1970 many zones had other rules.
    const name = format.formatToParts(Date.UTC(2024, 0, 1)).find(({ type }) => type === 'timeZoneName')
    return name?.value ?? zone
  } catch {
    return zone
  }
}
