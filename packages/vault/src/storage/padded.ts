/**
 * Repeats the first value until the length is a power of two, because databases keep a prepared statement for each
 * length.
 */
export function padded<Value>(values: readonly Value[]): Value[] {
  const [first] = values
  if (first === undefined) return []
  const length = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array.from({ length: length - values.length }, () => first)]
}
