import type { PolicyRule } from '@alter/protocol'

/** Creates the caller's own error for a field that is not as expected. */
export type Fail = (field: string, expected: string) => Error

/** Typed access to a JSON object of unknown shape. */
export interface Fields {
  text(name: string): string
  optionalText(name: string): string | undefined
  nullableText(name: string): string | null
  flag(name: string): boolean
  count(name: string): number
  optionalCount(name: string): number | undefined
  texts(name: string): string[]
  optionalTexts(name: string): string[] | undefined
  within<Item>(name: string, read: (fields: Fields) => Item): Item
  optionalWithin<Item>(name: string, read: (fields: Fields) => Item): Item | undefined
  optionalTextMap(name: string): Record<string, string> | undefined
  optionalTextsMap(name: string): Record<string, string[]> | undefined
  /** Objects without a check, to be passed on. */
  records(name: string): object[]
  /** Texts, which may be empty. */
  strings(name: string): Record<string, string>
  optionalMap<Item>(name: string, read: (fields: Fields) => Item): Record<string, Item> | undefined
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value
  /** An unknown value counts as absent, because a newer vault may send more. */
  optionalOneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined
  list<Item>(name: string, read: (fields: Fields) => Item): Item[]
  optionalList<Item>(name: string, read: (fields: Fields) => Item): Item[] | undefined
  /** Rules without a check, because a newer vault may know others. */
  rules(name: string): PolicyRule[]
}

/** Reads an unknown value as a JSON object. Throws `fail` for the first field that is not as expected. */
export function readFields(value: unknown, fail: Fail, path: string = ''): Fields {
  if (!isRecord(value)) throw fail(path, 'a JSON object')
  const record = value
  function at(name: string) {
    return path === '' ? name : `${path}.${name}`
  }
  function text(name: string): string {
    const found = record[name]
    if (typeof found !== 'string' || found === '') throw fail(at(name), 'a string that is not empty')
    return found
  }
  function count(name: string): number {
    const found = record[name]
    if (typeof found !== 'number' || !(found >= 0)) throw fail(at(name), 'a number, 0 or more')
    return found
  }
  function items(name: string): unknown[] {
    const found = record[name]
    if (!Array.isArray(found)) throw fail(at(name), 'a list')
    return found
  }
  function list<Item>(name: string, read: (fields: Fields) => Item): Item[] {
    return items(name).map((item, index) => read(readFields(item, fail, `${at(name)}[${index}]`)))
  }
  function texts(name: string): string[] {
    return items(name).map((item, index) => {
      if (typeof item !== 'string') throw fail(`${at(name)}[${index}]`, 'a string')
      return item
    })
  }
  function within<Item>(name: string, read: (fields: Fields) => Item): Item {
    return read(readFields(record[name], fail, at(name)))
  }
  return {
    text,
    within,
    optionalWithin: (name, read) => (record[name] === undefined ? undefined : within(name, read)),
    optionalText: (name) => (value[name] === undefined ? undefined : text(name)),
    nullableText: (name) => (value[name] === null ? null : text(name)),
    flag: (name) => {
      const found = record[name]
      if (typeof found !== 'boolean') throw fail(at(name), 'true or false')
      return found
    },
    count,
    optionalCount: (name) => (value[name] === undefined ? undefined : count(name)),
    texts,
    optionalTexts: (name) => (record[name] === undefined ? undefined : texts(name)),
    optionalTextMap: (name) => {
      const found = record[name]
      if (found === undefined) return undefined
      const map = readFields(found, fail, at(name))
      return Object.fromEntries(Object.keys(Object(found)).map((key) => [key, map.text(key)]))
    },
    optionalTextsMap: (name) => {
      const found = record[name]
      if (found === undefined) return undefined
      const map = readFields(found, fail, at(name))
      return Object.fromEntries(Object.keys(Object(found)).map((key) => [key, map.texts(key)]))
    },
    strings: (name) => {
      const found = record[name]
      if (!isRecord(found)) throw fail(at(name), 'a JSON object')
      return Object.fromEntries(
        Object.entries(found).map(([key, item]) => {
          if (typeof item !== 'string') throw fail(`${at(name)}.${key}`, 'a string')
          return [key, item]
        }),
      )
    },
    records: (name) =>
      items(name).map((item, index) => {
        if (!isRecord(item)) throw fail(`${at(name)}[${index}]`, 'a JSON object')
        return item
      }),
    optionalMap: (name, read) => {
      const found = record[name]
      if (found === undefined) return undefined
      if (!isRecord(found)) throw fail(at(name), 'a JSON object')
      return Object.fromEntries(
        Object.entries(found).map(([key, item]) => [key, read(readFields(item, fail, `${at(name)}.${key}`))]),
      )
    },
    oneOf: (name, values) => {
      const found = values.find((allowed) => allowed === value[name])
      if (found === undefined) throw fail(at(name), `one of ${values.join(', ')}`)
      return found
    },
    optionalOneOf: (name, values) => values.find((allowed) => allowed === value[name]),
    list,
    optionalList: (name, read) => (value[name] === undefined ? undefined : list(name, read)),
    rules: (name) =>
      items(name).map((item, index) => {
        if (!isRule(item)) throw fail(`${at(name)}[${index}]`, 'a rule')
        return item
      }),
  }
}

function isRule(value: unknown): value is PolicyRule {
  return isRecord(value) && typeof value['type'] === 'string'
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
