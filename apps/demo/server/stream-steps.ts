/**
 * Streams steps as lines of JSON. A caller who leaves ends them, which is no error.
 * @param signal signal of the request
 * @param report receives errors; the page sees the stream break off
 */
export function streamSteps(
  steps: AsyncGenerator<object>,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await steps.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
      } catch (error) {
        if (!signal.aborted) report(error)
        controller.error(error)
      }
    },
    async cancel() {
      await steps.return(undefined)
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
  })
}
