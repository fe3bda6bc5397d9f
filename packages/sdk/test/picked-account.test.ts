import type { IncomingMessage } from 'node:http'
import { pickedAccount, problemResponse } from '@alter/sdk'
import { describe, expect, test } from 'vitest'

/** A request of `useAlterFetch()` as the kinds of backends see it. */
const BACKENDS: [string, (header?: string) => Parameters<typeof pickedAccount>[0]][] = [
  [
    'a web request',
    (header) =>
      new Request('https://app.test/api/events', header ? { headers: { 'x-alter-account': header } } : {}),
  ],
  [
    'a request of Node, Express or Fastify',
    (header) => ({
      headers: (header ? { 'x-alter-account': header } : {}) satisfies IncomingMessage['headers'],
    }),
  ],
]

describe.each(BACKENDS)('the picked account of %s', (_, request) => {
  test('is the label that the dialog sent', () => {
    expect(pickedAccount(request(encodeURIComponent('zoë+100%@home.example')))).toBe('zoë+100%@home.example')
  })

  test('is undefined where nothing was picked, so that the call uses the only account or the default one', () => {
    expect(pickedAccount(request())).toBeUndefined()
    expect(pickedAccount({ headers: { 'x-alter-account': '' } })).toBeUndefined()
  })

  test.each(['%', '%E4', 'zo%C3', '%zz'])('is an error of the caller for %s', async (header) => {
    const error = await Promise.resolve()
      .then(() => pickedAccount(request(header)))
      .catch((reason: unknown) => reason)
    const response = problemResponse(error)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'invalid_request',
      field: 'x-alter-account',
      detail: 'x-alter-account is not percent-encoded UTF-8: encode it with encodeURIComponent.',
    })
  })
})
