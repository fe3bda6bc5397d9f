import { TestEnvironment } from 'jest-environment-jsdom'

/** Of Node's web APIs, what jsdom lacks, and what Node's `fetch` takes only of its own kind. */
const OF_NODE = [
  'Blob',
  'BroadcastChannel',
  'CompressionStream',
  'DecompressionStream',
  'File',
  'FormData',
  'Headers',
  'ReadableStream',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'WritableStream',
  'structuredClone',
]

/** A signal of jsdom, as its `addEventListener` wants it, is none for Node's `fetch`. */
const withNodeSignal = (init) => {
  const { signal } = init ?? {}
  if (!signal || signal instanceof AbortSignal) return init
  const controller = new AbortController()
  const abort = () => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return { ...init, signal: controller.signal }
}

class NodeRequest extends Request {
  constructor(input, init) {
    super(input, withNodeSignal(init))
  }
}

const nodeFetch = (input, init) => fetch(input, withNodeSignal(init))

/** jsdom with Node's `fetch` and what belongs to it. */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    const values = { fetch: nodeFetch, Request: NodeRequest }
    for (const name of OF_NODE) values[name] = globalThis[name]
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(this.global, name, { value, configurable: true, writable: true })
    }
  }
}
