/**
 * Gives up what nobody reads of an answer, and waits for nothing: where something else keeps a clone of the answer, as
 * Next does of what its `fetch` fetched, `cancel()` resolves only once the clone is given up too.
 * @see https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaulttee
 */
export function discardBody({ body }: Response): void {
  body?.cancel().catch(() => undefined)
}
