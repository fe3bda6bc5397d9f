/** The body that is sent to the provider. */
export type OutgoingBody =
  | { kind: 'none' }
  | { kind: 'buffered'; bytes: Buffer }
  /** A stream that is passed on as it arrives, so it can be sent only once. */
  | { kind: 'streamed'; stream: ReadableStream<Uint8Array> }
