/** The one name of a member that a schema for objects passes over without a word. */
export const HIDDEN_NAME = '__proto__'

/** The paths of the members of that name in a value, one after the other: each costs as much as it is deep. */
export function* hiddenNames(value: unknown): Generator<PropertyKey[], void> {
  const seen = new Set<unknown>()
  // Not by recursion, because a short text can be nested deeper than the stack goes.
  const open: Place[] = [{ value, key: '', within: null }]
  for (let place = open.pop(); place; place = open.pop()) {
    if (place.key === HIDDEN_NAME) yield pathOf(place)
    else if (typeof place.value === 'object' && place.value !== null && !seen.has(place.value)) {
      seen.add(place.value)
      for (const [key, inside] of Object.entries(place.value)) {
        open.push({ value: inside, key: Array.isArray(place.value) ? Number(key) : key, within: place })
      }
    }
  }
}

interface Place {
  value: unknown
  key: PropertyKey
  within: Place | null
}

function pathOf(place: Place): PropertyKey[] {
  const path: PropertyKey[] = []
  for (let each = place; each.within !== null; each = each.within) path.push(each.key)
  return path.toReversed()
}
