/** Node's global dispatcher, as `fetch` and every copy of undici find it. It takes handlers of all versions. */
const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1')

type Dispatcher = NonNullable<RequestInit['dispatcher']>

/**
 * Takes Node's own clocks off a request: five minutes until an answer begins, and five minutes of silence in a body.
 * The SDK has a clock for the first, and a body has none. What the program set as the global dispatcher, such as a
 * proxy, is still what sends. Elsewhere than in Node there is nothing to take off.
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
