import { Readable } from 'node:stream'
import { HEADER } from '@alter/protocol'
import type { Content } from './content.ts'
import { discard } from './discard.ts'
import { responseHeaders } from './headers.ts'
import { invalidAnswer } from './provider-problem.ts'
import type { Used } from './use.ts'

/** The answer as the caller gets it; throws `provider_unreachable` for one that HTTP does not know. */
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
 * The length is that of what is sent, whatever the provider says; only to HEAD its word is all there is.
 * @see RFC 9110 §8.6
 */
function frame(headers: Headers, content: Content, isHead: boolean): void {
  const length = headers.get('content-length')
  if (Buffer.isBuffer(content)) headers.set('content-length', String(content.byteLength))
  else if ((content === null && !isHead) || !/^\d+$/.test(length ?? '')) headers.delete('content-length')
}
