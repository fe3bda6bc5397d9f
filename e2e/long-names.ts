/** Data whose names are long and have no place to break. */
export function withLongNames<T>(data: T, names: RegExp): T {
  return JSON.parse(JSON.stringify(data).replace(names, (name) => name + 'x'.repeat(80)))
}
