import { expect, test } from 'vitest'
import { ProblemError } from '../src/problem.ts'
import { createHeldBodies } from '../src/proxy/held-bodies.ts'
import { takeBody } from '../src/proxy/take-body.ts'
import { readBytes } from '../src/outbound/read.ts'

const MIB = 1_048_576

/** A request with a body of JSON whose length is not known. */
function posting(body: ReadableStream<Uint8Array>): Request {
  return new Request('https://vault.example', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    duplex: 'half',
  })
}

/** A stream that hands out one and the same chunk, filled anew each time. */
function reusing(count: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(1)
  let sent = 0
  return new ReadableStream(
    {
      pull(controller) {
        if (sent === count) return controller.close()
        chunk[0] = sent % 256
        sent += 1
        controller.enqueue(chunk)
      },
    },
    { highWaterMark: 0 },
  )
}

function lookedInto(): Promise<boolean> {
  return Promise.resolve(true)
}

test('what arrives in pieces of one byte is copied, and no piece is kept', async () => {
  const expected = Buffer.from(Uint8Array.from({ length: 10_000 }, (_, index) => index % 256))
  const held = createHeldBodies().begin()
  const body = await takeBody(posting(reusing(10_000)), { held, isLookedInto: lookedInto })
  expect(body).toEqual({ kind: 'buffered', bytes: expected })
  expect(await readBytes(reusing(10_000), 10_000)).toEqual(expected)
})

test('long bodies that are held share one bound, which the end of a use gives back', async () => {
  const bodies = createHeldBodies(3 * MIB)
  function take(held = bodies.begin()): ReturnType<typeof takeBody> {
    return takeBody(posting(new Blob([Buffer.alloc(2 * MIB)]).stream()), { held, isLookedInto: lookedInto })
  }
  const first = bodies.begin()
  expect(await take(first)).toMatchObject({ kind: 'buffered' })
  await expect(take()).rejects.toMatchObject({ code: 'unavailable', details: { retry_after: 1 } })
  first.release()
  expect(await take()).toMatchObject({ kind: 'buffered' })
})

test('a body is held only once the request is not refused without it', async () => {
  const held = createHeldBodies(0).begin()
  const request = posting(reusing(MIB))
  const refusal = new ProblemError('policy_violation', 'No.')
  await expect(takeBody(request, { held, isLookedInto: () => Promise.reject(refusal) })).rejects.toBe(refusal)
  expect(request.bodyUsed).toBe(false)
})
