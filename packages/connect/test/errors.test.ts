import { describe, expect, test } from 'vitest'
import readme from '../README.md?raw'
import { ConnectError, isConnectError, type ConnectErrorCode } from '@alter/connect'
import { sessionFailed } from '../src/errors.ts'
import { outcomeOf } from '../src/platform/answer.ts'
import { isReported } from '../src/reported-errors.ts'

const RETRYABLE: Record<ConnectErrorCode, boolean> = {
  popup_blocked: true,
  invalid_options: false,
  invalid_oauth_url: false,
  sdk_destroyed: false,
  unsupported_environment: false,
  redirect_error: true,
  session_failed: true,
  session_expired: true,
  invalid_token: false,
  invalid_response: false,
  access_denied: true,
  account_mismatch: true,
  scope_denied: true,
  interaction_required: true,
  provider_error: true,
  provider_misconfigured: false,
  provider_unreachable: true,
  oauth_error: true,
  aborted: true,
}

function compare(a = '', b = ''): number {
  return a.localeCompare(b)
}

function copy(code: string): Error {
  return Object.assign(new Error('copy'), { name: 'ConnectError', code })
}

/** As a flow fails with it: what the page and the vault report comes by their words. */
function errorOf(code: string): ConnectError {
  if (code === 'invalid_response') return failure({ status: 'completed' })
  if (isReported(code)) return failure({ status: 'failed', error: code })
  return Reflect.construct(ConnectError, [code])
}

function failure(answer: Parameters<typeof outcomeOf>[0]): ConnectError {
  const outcome = outcomeOf(answer)
  if (outcome?.status !== 'error') throw new Error('no failure')
  return outcome.error
}

const table = readme.slice(readme.indexOf('## Errors'))

test('the README has exactly one row for each code, with what to do', () => {
  const rows = [...table.matchAll(/^\| `(\w+)` \| (?:yes|no) \| .{20,} \|$/gm)]
  expect(rows.map(([, code]) => code).sort(compare)).toEqual(Object.keys(RETRYABLE).sort(compare))
})

describe('an error', () => {
  test.each(Object.entries(RETRYABLE))('%s: retryable is %s, and so says the README', (code, retryable) => {
    expect(errorOf(code)).toMatchObject({ code, retryable })
    expect(readme).toContain(`| \`${code}\` | ${retryable ? 'yes' : 'no'} |`)
  })

  test.each(Object.keys(RETRYABLE))('13.5: %s says in its message what happened, or what to do', (code) => {
    const { message } = errorOf(code)
    expect(message).not.toBe(code)
    expect(message.split(' ').length).toBeGreaterThan(2)
  })

  test('speaks, and keeps its cause', () => {
    const cause = new Error('500')
    const error = new ConnectError('session_failed', '', { cause })
    expect(error).toMatchObject({ name: 'ConnectError', message: expect.stringMatching(/see cause/), cause })
    expect(new ConnectError('invalid_options', 'token is missing').message).toBe('token is missing')
  })

  test('is distinguished by name and code, not by class', () => {
    expect(isConnectError(new ConnectError('aborted'))).toBe(true)
    expect(isConnectError(copy('popup_blocked'))).toBe(true)
    expect(isConnectError(copy('access_denied'))).toBe(true)
    // Of another version of this package.
    expect(isConnectError(copy('of_tomorrow'))).toBe(true)
    expect(isConnectError(Object.assign(new Error('copy'), { name: 'ConnectError' }))).toBe(false)
    expect(isConnectError(new Error('popup_blocked'))).toBe(false)
    expect(isConnectError(null)).toBe(false)
  })
})

test('13.5: the details have the name of an unknown code', () => {
  const error = failure({ status: 'failed', error: 'of_tomorrow' })
  expect(error).toMatchObject({ code: 'oauth_error', retryable: true, details: { error: 'of_tomorrow' } })
  // One of ours that the page cannot know of is no exception: the app is not left in silence.
  expect(failure({ status: 'failed', error: 'aborted' }).code).toBe('oauth_error')
  expect(failure({ status: 'failed', error: 'constructor' }).code).toBe('oauth_error')
})

test.each([
  [undefined, true],
  [200, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [425, true],
  [429, true],
  [500, false],
  [502, true],
  [503, true],
  [504, true],
])('14.4: a session that failed with status %s is worth another try: %s', (status, retryable) => {
  const detail = 'The words of the backend.'
  const error = sessionFailed({ detail, status })
  expect(error).toMatchObject({ code: 'session_failed', message: detail, retryable })
})
