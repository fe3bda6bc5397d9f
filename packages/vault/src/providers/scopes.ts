/**
 * How a provider names scopes, and which scopes include others. Granted scopes do not always have the names that were
 * requested. In {@link ScopeRules.no_permission} and {@link ScopeRules.implies} one `*` in a name stands for any text.
 */
export interface ScopeRules {
  /** Scopes that are requested but not always listed as granted. They never count as missing. */
  no_permission: string[]
  /** The scopes that a scope includes, by scope: `write_*` may include `read_*`, and `full` may include `*`. */
  implies: Record<string, string[]>
  /** Other names of a scope, by that name. */
  aliases: Record<string, string>
  /** Prefixes that do not change the meaning, such as the address of the API. */
  prefixes: string[]
  /** Whether case is ignored. */
  ignore_case: boolean
}

/** The rules of every provider: these scopes never count as missing. @see OpenID Connect Core §11 */
export const plainScopes: ScopeRules = {
  no_permission: ['openid', 'offline_access'],
  implies: {},
  aliases: {},
  prefixes: [],
  ignore_case: false,
}

/** Combines two sets of rules. */
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

/** Creates a function that tells whether a scope is granted or not needed. */
export function scopesHeld(rules: ScopeRules, granted: string[]): (scope: string) => boolean {
  const names = new Set(granted.map((scope) => canonical(rules, scope)))
  const implied = Object.entries(rules.implies).flatMap(([from, held]) =>
    held.map((to) => ({ from: canonical(rules, from), to: canonical(rules, to) })),
  )
  /**
   * Searches from the wanted scope to those that include it, because in this direction a rule such as `*` for
   * `*.readonly` ends.
   */
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

/** Steps from one scope to another, at most. */
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

/** The text that `*` stands for; empty for an equal name without `*`; `null` when the name does not match. */
function textOf(name: string, scope: string): string | null {
  const [before = '', after] = name.split('*')
  if (after === undefined) return name === scope ? '' : null
  const isLongEnough = scope.length > before.length + after.length
  if (!isLongEnough || !scope.startsWith(before) || !scope.endsWith(after)) return null
  return scope.slice(before.length, scope.length - after.length)
}
