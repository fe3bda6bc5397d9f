import { Client, type Dispatcher } from 'undici'

/** The server closed a kept connection before it sent a byte of the answer. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError'
  readonly code = 'UNANSWERED'

  constructor(cause: Error) {
    super('a kept connection was closed as the request went out', { cause })
  }
}

/** Whether a call failed because its connection was kept too long. `fetch` wraps the original error. */
export function wasUnanswered(error: unknown): boolean {
  return error instanceof UnansweredError || (error instanceof Error && wasUnanswered(error.cause))
}

/** One connection to an origin. Fails with an {@link UnansweredError} when a new connection may succeed. */
export class KeptClient extends Client {
  /** Answers on the present connection. */
  #answers = 0

  constructor(origin: URL, options: object) {
    super(origin, options)
    this.on('connect', () => (this.#answers = 0))
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let wasKept = false
    let hasBegun = false
    return super.dispatch(options, {
      onRequestStart: (controller, context) => {
        wasKept = this.#answers > 0
        hasBegun = false
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStarted: () => {
        hasBegun = true
        handler.onResponseStarted?.()
      },
      onResponseStart: (...head) => handler.onResponseStart?.(...head),
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => {
        this.#answers += 1
        handler.onResponseEnd?.(controller, trailers)
      },
      onResponseError: (controller, error) => {
        const isUnanswered = wasKept && !hasBegun && wasClosed(error)
        handler.onResponseError?.(controller, isUnanswered ? new UnansweredError(error) : error)
      },
      onBodySent: (chunk) => handler.onBodySent?.(chunk),
      onRequestSent: () => handler.onRequestSent?.(),
    })
  }
}

const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/** Whether the server closed the connection. An abort by the caller has a reason of any type, without such a code. */
function wasClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CLOSED.has(String(error.code))
}
