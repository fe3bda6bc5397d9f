import { Readable } from 'node:stream'
import { HEADER } from '@alter/protocol'
import type { Content } from './content.ts'
import { discard } from './discard.ts'
import { responseHeaders } from './headers.ts'
import { invalidAnswer } from './provider-problem.ts'
import type { Used } from './use.ts'

/** The answer for the caller. Throws `provider_unreachable` for an answer that is no valid HTTP. */
export function toResponse({ answer, content, url, renewed }: Used, method: string): Response {
  try {
    const { statusCode: status, headers } = answer
    const answerHeaders = responseHeaders(headers)
    frame(answerHeaders, content, method === 'HEAD')
    answerHeaders.set(HEADER.upstream, '1')
    if (renewed) answerHeaders.set(HEADER.renewed, '1')
    const body = content instanceof Readable ? Readable.toWeb(content) : content
    return new Response(body, { status, headers: answerHeaders })
  } catch (cause) {
    discard(answer.body)
    throw invalidAnswer(url, cause)
  }
}

/**
 * Sets the length of what is really sent. Only for HEAD the provider's value is used.
 * @see RFC 9110 §8.6
 */
function frame(headers: Headers, content: Content, isHead: boolean): void {
  const length = headers.get('content-length')
  if (Buffer.isBuffer(content)) headers.set('content-length', String(content.byteLength))
  else if ((content === null && !isHead) || !/^\d+$/.test(length ?? '')) headers.delete('content-length')
}
