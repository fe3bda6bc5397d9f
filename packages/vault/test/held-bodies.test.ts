import { expect, test } from 'vitest'
import { ProblemError } from '../src/problem.ts'
import { createHeldBodies, type HeldBody, type Holder } from '../src/proxy/held-bodies.ts'
import { takeBody } from '../src/proxy/take-body.ts'
import { readBytes } from '../src/outbound/read.ts'

const MIB = 1_048_576

const ADA = { app: 'demo', user: 'ada', grant: 'a' }
const GRACE = { app: 'demo', user: 'grace', grant: 'g' }
const EVE = { app: 'demo', user: 'eve', grant: 'e' }
const ELSEWHERE = { app: 'other', user: 'ada', grant: 'b' }
/** Two grants of the app itself. */
const TEAM = { app: 'demo', user: '', grant: 't' }
const OFFICE = { app: 'demo', user: '', grant: 'o' }

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
  const held = createHeldBodies().begin(ADA)
  const body = await takeBody(posting(reusing(10_000)), { held, isLookedInto: lookedInto })
  expect(body).toEqual({ kind: 'buffered', bytes: expected })
  expect(await readBytes(reusing(10_000), 10_000)).toEqual(expected)
})

/** A body that never ends: what was sent of it is there, and the rest does not come. */
function stalled(bytes: number): { body: ReadableStream<Uint8Array>; isCancelled: () => boolean } {
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(Buffer.alloc(bytes)),
      cancel: () => void (isCancelled = true),
    },
    { highWaterMark: 0 },
  )
  return { body, isCancelled: () => isCancelled }
}

function whole(bytes: number): ReadableStream<Uint8Array> {
  return new Blob([Buffer.alloc(bytes)]).stream()
}

const FULL = {
  code: 'unavailable',
  message: expect.stringContaining('can: try'),
  details: { retry_after: 1 },
}
const HALF = { ...FULL, message: expect.stringContaining('of this user') }

test('long bodies that are held share one bound, which the end of a use gives back', async () => {
  const bodies = createHeldBodies(4 * MIB)
  function take(held: HeldBody): ReturnType<typeof takeBody> {
    return takeBody(posting(whole(2 * MIB)), { held, isLookedInto: lookedInto })
  }
  const first = bodies.begin(ADA)
  expect(await take(first)).toMatchObject({ kind: 'buffered' })
  expect(await take(bodies.begin(GRACE))).toMatchObject({ kind: 'buffered' })
  await expect(take(bodies.begin(ELSEWHERE))).rejects.toMatchObject(FULL)
  first.release()
  expect(await take(bodies.begin(ELSEWHERE))).toMatchObject({ kind: 'buffered' })
})

test('one user holds half of all bodies at most', async () => {
  const bodies = createHeldBodies(4 * MIB)
  function take(holder: Holder, held = bodies.begin(holder)): ReturnType<typeof takeBody> {
    return takeBody(posting(whole(MIB)), { held, isLookedInto: lookedInto })
  }
  const first = bodies.begin(ADA)
  await take(ADA, first)
  await take(ADA)
  await expect(take(ADA)).rejects.toMatchObject(HALF)
  await expect(take({ ...ADA, grant: 'another' })).rejects.toMatchObject(HALF)
  expect(await take(GRACE)).toMatchObject({ kind: 'buffered' })
  expect(await take(ELSEWHERE)).toMatchObject({ kind: 'buffered' })
  first.release()
  expect(await take(ADA)).toMatchObject({ kind: 'buffered' })
})

test.for<[string, Holder]>([
  ['one grant', TEAM],
  ['several grants', OFFICE],
])('an app without users fills the bound with %s of its own', async ([_which, second]) => {
  const bodies = createHeldBodies(4 * MIB)
  function take(holder: Holder): ReturnType<typeof takeBody> {
    return takeBody(posting(whole(MIB)), { held: bodies.begin(holder), isLookedInto: lookedInto })
  }
  for (const holder of [TEAM, second, TEAM, second]) {
    expect(await take(holder)).toMatchObject({ kind: 'buffered' })
  }
  await expect(take(TEAM)).rejects.toMatchObject(FULL)
})

test.for<[string, Holder, Holder[]]>([
  ['of the same app', GRACE, [ADA, EVE]],
  ['of the same app as its own grants', GRACE, [TEAM, OFFICE]],
  ['that is a grant of the app itself', OFFICE, [TEAM, ADA]],
  ['of another app, however many users fill it', ELSEWHERE, [ADA, GRACE, EVE]],
])('slow senders give way to a holder %s with less', async ([_whose, newcomer, slow]) => {
  const bodies = createHeldBodies(slow.length * 2 * MIB)
  const senders = slow.flatMap((holder) =>
    Array.from({ length: 2 }, () => {
      const { body, isCancelled } = stalled(MIB)
      const held = bodies.begin(holder)
      const taken = takeBody(posting(body), { held, isLookedInto: lookedInto }).catch(
        (error: unknown) => error,
      )
      return { isCancelled, taken }
    }),
  )
  // All of them have arrived as far as they will.
  await new Promise((resolve) => setImmediate(resolve))
  const held = bodies.begin(newcomer)
  const body = await takeBody(posting(whole(MIB / 2)), { held, isLookedInto: lookedInto })
  expect(body).toMatchObject({ kind: 'buffered' })
  const [first, ...others] = senders
  expect(await first?.taken).toMatchObject(FULL)
  expect(first?.isCancelled()).toBe(true)
  expect(others.map(({ isCancelled }) => isCancelled())).toEqual(others.map(() => false))
})

test('nobody gives way to whoever holds as much already', async () => {
  const bodies = createHeldBodies(2 * MIB)
  const slow = [ADA, GRACE].map((holder) => {
    const { body, isCancelled } = stalled(MIB)
    void takeBody(posting(body), { held: bodies.begin(holder), isLookedInto: lookedInto }).catch(
      () => undefined,
    )
    return isCancelled
  })
  await new Promise((resolve) => setImmediate(resolve))
  const held = bodies.begin(EVE)
  await expect(takeBody(posting(whole(MIB)), { held, isLookedInto: lookedInto })).rejects.toMatchObject(FULL)
  expect(slow.map((isCancelled) => isCancelled())).toEqual([false, false])
})

test('a body is held only once the request is not refused without it', async () => {
  const held = createHeldBodies(0).begin(ADA)
  const request = posting(reusing(MIB))
  const refusal = new ProblemError('policy_violation', 'No.')
  await expect(takeBody(request, { held, isLookedInto: () => Promise.reject(refusal) })).rejects.toBe(refusal)
  expect(request.bodyUsed).toBe(false)
})
