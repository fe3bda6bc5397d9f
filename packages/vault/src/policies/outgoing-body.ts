/** The largest body that is kept whole, for a second try and for rules that look into it. Bytes. */
export const LARGEST_BUFFERED = 1_048_576
/** The largest JSON, or form in parts, that is, where a rule looks into it: attachments come in JSON, files in forms. Bytes. */
export const LARGEST_HELD = 16_777_216

/** The body that is sent to the provider. */
export type OutgoingBody =
  | { kind: 'none' }
  | { kind: 'buffered'; bytes: Buffer }
  /** A stream that is passed on as it arrives, so it can be sent only once. */
  | { kind: 'streamed'; stream: ReadableStream<Uint8Array> }
