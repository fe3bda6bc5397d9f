/**
 * Node's global dispatcher under the name that `fetch` and every copy of undici use. It accepts handlers of all
 * versions.
 */
const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1')

type Dispatcher = NonNullable<RequestInit['dispatcher']>

/**
 * Removes Node's own timeouts from a request: five minutes until the answer begins, and five minutes of silence in a
 * body. The SDK has its own timeout for the first, and bodies need none. The request still goes through a global
 * dispatcher that the program set, such as a proxy. Outside of Node there is nothing to remove.
 */
export function withoutClocks(): { dispatcher?: Dispatcher } {
  const found: unknown = Reflect.get(globalThis, GLOBAL_DISPATCHER)
  if (!isDispatcher(found)) return {}
  const dispatch: Dispatcher['dispatch'] = (options, handler) =>
    found.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler)
  return {
    dispatcher: new Proxy(found, {
      get: (target, name): unknown => (name === 'dispatch' ? dispatch : Reflect.get(target, name)),
    }),
  }
}

function isDispatcher(value: unknown): value is Dispatcher {
  return (
    typeof value === 'object' && value !== null && 'dispatch' in value && typeof value.dispatch === 'function'
  )
}
