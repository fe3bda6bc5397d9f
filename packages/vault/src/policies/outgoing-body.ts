/** What is sent to the provider. */
export type OutgoingBody =
  | { kind: 'none' }
  | { kind: 'buffered'; bytes: Buffer }
  /** Passed on as it comes, so it can be sent only once. */
  | { kind: 'streamed'; stream: ReadableStream<Uint8Array> }
