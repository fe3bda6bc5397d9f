// Counts what is set going from here on, then imports the client and makes an instance.
const started: string[] = []

function count(owner: object, name: string): void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== 'function') throw new Error(`The browser has no ${name}`)
  const counted = new Proxy(original, {
    apply(target, self, values) {
      started.push(`${name} ${String(values[0])}`)
      return Reflect.apply(target, self, values)
    },
    construct(target, values, newTarget) {
      started.push(`new ${name}`)
      return Reflect.construct(target, values, newTarget)
    },
  })
  Reflect.set(owner, name, counted)
}

for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) {
  count(globalThis, name)
}
for (const name of [
  'fetch',
  'open',
  'Worker',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'MutationObserver',
]) {
  count(globalThis, name)
}
count(EventTarget.prototype, 'addEventListener')
count(Storage.prototype, 'setItem')
count(LockManager.prototype, 'request')

const { default: AlterConnect } = await import('@alter-ai/connect')
export const alterConnect: unknown = AlterConnect.create()
Object.assign(globalThis, { started, alterConnect })
performance.mark('created')
