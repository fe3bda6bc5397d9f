/**
 * A web request that also has the members of the framework's own: `headers.get('cookie')` and `headers.cookie`,
 * `cookies.session`, `get('user')`. A member that both have is the web's.
 */
export function sentAs<Own extends object>(request: Request, own: Own): Request & Own
export function sentAs(request: Request, own: object): object {
  const headers = new Proxy(request.headers, {
    get(target, name) {
      if (name in target || typeof name === 'symbol') return read(target, name)
      return target.get(name) ?? undefined
    },
  })
  return new Proxy(request, {
    get(target, name) {
      if (name === 'headers') return headers
      return read(name in target ? target : own, name)
    },
    has: (target, name) => name in target || name in own,
  })
}

/** Methods of a platform object only work on the object itself. */
function read(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target)
  return typeof value === 'function' ? value.bind(target) : value
}
