/** Whether a value from outside has the expected shape. */
export type Guard<Value> = (value: unknown) => value is Value

export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

export function isOneOf<const Value extends string>(...values: Value[]): Guard<Value> {
  return (value): value is Value => values.some((one) => one === value)
}

export function isListOf<Item>(isItem: Guard<Item>): Guard<Item[]> {
  return (value): value is Item[] => Array.isArray(value) && value.every(isItem)
}

export function orAbsent<Value>(isValue: Guard<Value>): Guard<Value | undefined> {
  return (value): value is Value | undefined => value === undefined || isValue(value)
}

export function orNull<Value>(isValue: Guard<Value>): Guard<Value | null> {
  return (value): value is Value | null => value === null || isValue(value)
}

/** An object whose named fields have the expected shapes. Further fields are allowed. */
export function isObject<Value extends object>(fields: {
  [Name in keyof Value]-?: Guard<Value[Name]>
}): Guard<Value> {
  return (value): value is Value =>
    isFields(value) && Object.entries<Guard<unknown>>(fields).every(([name, isField]) => isField(value[name]))
}
