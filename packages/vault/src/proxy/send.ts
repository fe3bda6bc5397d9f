import type { Dispatcher } from 'undici'
import type { Use } from '../policies/placed.ts'
import type { Policies } from '../policies/policies.ts'
import { credentialHeader } from '../providers/account.ts'
import type { Authorizer } from './authorize.ts'
import { type Content, readContent } from './content.ts'
import { type Answer, forward, type ForwardOptions, type Outgoing } from './forward.ts'
import { requestHeaders } from './headers.ts'
import type { Tried } from './repair.ts'
import { saysInBody } from './scope.ts'
import type { Streams } from './streams.ts'
import { isAllowed } from './target.ts'

export interface SendParts {
  dispatcher: Dispatcher
  policies: Policies
  /** Milliseconds. */
  providerTimeout: number
  streams: Streams
}

/** Called at the steps of a use. */
export interface Progress {
  /** Called before the last check. `undefined` when there is nothing to wait for. */
  intended(): Promise<void> | undefined
  /** Called directly before the request is sent to the provider. */
  sending(): void
  /** Called when the provider's answer begins. */
  answered(status: number): void
}

/** Sends one allowed use to its provider, with whichever token it is given. */
export interface Sender {
  /** Whether the request can be sent a second time. */
  repeatable: boolean
  /** Sends once. Reads the answer where only its content tells whether the token is refused. */
  send: (token: string) => Promise<Tried>
  read: (answer: Answer) => Promise<Content>
  /** Ends the checks of an upload that will not go on. */
  stop: () => void
}

/** What a sender is for. */
export interface Sending {
  use: Use
  authorize: Authorizer
  progress: Progress
  /** Aborted when the caller leaves. */
  signal: AbortSignal
}

export function createSender(parts: SendParts, { use, authorize, progress, signal }: Sending): Sender {
  const { provider, grant, method, url, headers, body } = use
  // A person allowed this request once.
  const once = use.approvedBy !== undefined
  const upload =
    body.kind === 'streamed' ? parts.streams.watch(grant.id, () => authorize.again(use, url)) : null
  const outgoing: Outgoing = {
    method,
    url,
    headers: requestHeaders(headers, provider),
    body:
      upload && body.kind === 'streamed' ? { ...body, stream: whenEnded(body.stream, upload.stop) } : body,
  }
  const options: ForwardOptions = {
    async authorize(next) {
      const written = progress.intended()
      if (written) await written
      await authorize.unlessJustDone(use, next)
      progress.sending()
    },
    credential: (bearer) => credentialHeader(provider, bearer),
    dispatcher: parts.dispatcher,
    once,
    mayFollow: (next) => isAllowed(next, provider.api_hosts) && parts.policies.mayFollow(use, next),
    timeout: parts.providerTimeout,
    signal: upload ? AbortSignal.any([signal, upload.signal]) : signal,
  }

  function read(answer: Answer): Promise<Content> {
    const isKnown = [provider.scope_refusal, provider.token_refusal].some(
      (refusal) => refusal?.status === answer.statusCode,
    )
    return readContent(answer, {
      method,
      url,
      probes: isKnown && String(answer.headers['content-type']).startsWith('application/json'),
      timeout: parts.providerTimeout,
    })
  }

  return {
    repeatable: body.kind !== 'streamed' && !once,
    async send(token) {
      const answer = await forward(outgoing, token, options)
      if (answer.statusCode === 401) return { answer, refusesToken: true }
      if (provider.token_refusal?.status !== answer.statusCode) return { answer, refusesToken: false }
      const content = await read(answer)
      return { answer, content, refusesToken: saysInBody(answer, content, provider.token_refusal) }
    },
    read,
    stop: () => upload?.stop(),
  }
}

/**
 * Passes a stream on.
 * @param ended called when the stream has ended
 */
function whenEnded(stream: ReadableStream<Uint8Array>, ended: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          ended()
          throw error
        })
        if (value) controller.enqueue(value)
        if (!done) return
        ended()
        controller.close()
      },
      async cancel(reason) {
        ended()
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
