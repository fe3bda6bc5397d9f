/** A list of values as long as a power of two: databases keep a prepared statement for each length. */
export function padded<Value>(values: readonly Value[]): Value[] {
  const [first] = values
  if (first === undefined) return []
  const length = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array.from({ length: length - values.length }, () => first)]
}
