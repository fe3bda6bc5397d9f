/**
 * How a provider writes scopes, and what they hold: those it grants are not always called as they were asked for. In a
 * name of {@link ScopeRules.no_permission} and {@link ScopeRules.implies} one `*` stands for any text.
 */
export interface ScopeRules {
  /** Asked for, and never or not always listed as granted: nothing is missing without them. */
  no_permission: string[]
  /** What a scope holds besides itself, by scope: `write_*` may hold `read_*`, and `full` may hold `*`. */
  implies: Record<string, string[]>
  /** Other names of a scope: by the one, the other. */
  aliases: Record<string, string>
  /** What may stand in front of a name and changes nothing, such as the address of the API. */
  prefixes: string[]
  /** Whether upper and lower case are the same. */
  ignore_case: boolean
}

/** What is true of every provider: a call is never refused for lack of these. @see OpenID Connect Core §11 */
export const plainScopes: ScopeRules = {
  no_permission: ['openid', 'offline_access'],
  implies: {},
  aliases: {},
  prefixes: [],
  ignore_case: false,
}

/** Rules with others on top. */
export function mergeScopeRules(rules: ScopeRules, more: Partial<ScopeRules> = {}): ScopeRules {
  const implies = { ...rules.implies }
  for (const [scope, held] of Object.entries(more.implies ?? {})) {
    implies[scope] = [...(implies[scope] ?? []), ...held]
  }
  return {
    no_permission: [...rules.no_permission, ...(more.no_permission ?? [])],
    implies,
    aliases: { ...rules.aliases, ...more.aliases },
    prefixes: [...rules.prefixes, ...(more.prefixes ?? [])],
    ignore_case: more.ignore_case ?? rules.ignore_case,
  }
}

/** Tells of a scope whether it is among those granted, or needs not be. */
export function scopesHeld(rules: ScopeRules, granted: string[]): (scope: string) => boolean {
  const names = new Set(granted.map((scope) => canonical(rules, scope)))
  const implied = Object.entries(rules.implies).flatMap(([from, held]) =>
    held.map((to) => ({ from: canonical(rules, from), to: canonical(rules, to) })),
  )
  /** From the scope that is wanted to those that hold it: a rule such as `*` for `*.readonly` has an end that way only. */
  function isHeld(scope: string, seen: ReadonlySet<string>): boolean {
    if (names.has(scope)) return true
    if (seen.has(scope) || seen.size >= DEEPEST) return false
    const further = new Set([...seen, scope])
    return implied.some(({ from, to }) => {
      const text = textOf(to, scope)
      if (text === null) return false
      if (!from.includes('*')) return isHeld(from, further)
      if (to.includes('*'))
        return isHeld(
          from.replace('*', () => text),
          further,
        )
      return [...names].some((name) => textOf(from, name) !== null)
    })
  }
  return (scope) => {
    const wanted = canonical(rules, scope)
    const isNone = rules.no_permission.some((name) => textOf(canonical(rules, name), wanted) !== null)
    return isNone || isHeld(wanted, new Set())
  }
}

/** Steps from one scope to another. */
const DEEPEST = 5

function canonical(rules: ScopeRules, scope: string): string {
  const names = new Set([scope, withoutPrefix(rules, scope)].map((name) => folded(rules, name)))
  const other = Object.entries(rules.aliases).find(([alias]) => names.has(folded(rules, alias)))
  return folded(rules, withoutPrefix(rules, other?.[1] ?? scope))
}

function withoutPrefix({ prefixes }: ScopeRules, scope: string): string {
  const prefix = prefixes.find((one) => scope.toLowerCase().startsWith(one.toLowerCase()))
  return prefix === undefined || prefix.length === scope.length ? scope : scope.slice(prefix.length)
}

function folded({ ignore_case }: ScopeRules, scope: string): string {
  return ignore_case ? scope.toLowerCase() : scope
}

/** What stands for `*`; empty for a name without one that is the scope, `null` for one that does not match it. */
function textOf(name: string, scope: string): string | null {
  const [before = '', after] = name.split('*')
  if (after === undefined) return name === scope ? '' : null
  const isLongEnough = scope.length > before.length + after.length
  if (!isLongEnough || !scope.startsWith(before) || !scope.endsWith(after)) return null
  return scope.slice(before.length, scope.length - after.length)
}
