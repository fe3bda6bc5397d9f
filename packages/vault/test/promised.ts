/** A promise, and the functions that settle it. */
export interface Promised<Value> {
  promise: Promise<Value>
  resolve: (value: Value) => void
}

export function promised<Value>(): Promised<Value> {
  let settle: ((value: Value) => void) | undefined
  const promise = new Promise<Value>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: (value) => settle?.(value) }
}
