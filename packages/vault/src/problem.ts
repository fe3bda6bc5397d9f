import { type Problem, PROBLEM_STATUS, type ProblemCode, type ProblemDetails } from '@alter/protocol'

/** An error that is answered with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly details: ProblemDetails

  constructor(code: ProblemCode, detail: string, details: ProblemDetails = {}, cause?: unknown) {
    super(detail, { cause })
    this.code = code
    this.details = details
  }
}

/**
 * The problem `invalid_request` for one field.
 * @param reason the end of the sentence, without a full stop
 */
export function invalidField(field: string, reason: string): ProblemError {
  return new ProblemError('invalid_request', `${field}: ${reason}.`, { field })
}

/**
 * The problem document for an error.
 * @see RFC 9457 §3
 */
export function problemDocument({ code, message, details }: ProblemError, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: title(code),
    status: PROBLEM_STATUS[code],
    code,
    detail: message,
    ...details,
    request_id: requestId,
  }
}

function title(code: ProblemCode): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
