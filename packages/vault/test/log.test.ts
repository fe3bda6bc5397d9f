import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'

const SECRET = 'a-secret-token'

function logged(line: object): string {
  const lines: string[] = []
  createLog('trace', { write: (text) => void lines.push(text) }).info(line, 'said')
  return lines.join('')
}

test('an error is logged without what it carries', () => {
  const cause = Object.assign(new Error('inner'), { cause: { body: { access_token: SECRET } } })
  const error = Object.assign(new Error('outer', { cause }), {
    body: { anything: SECRET },
    code: 'SOME_CODE',
  })
  const text = logged({ err: error })
  expect(text).not.toContain(SECRET)
  expect(text).toMatch(/outer.*SOME_CODE.*inner/)
})

test('an error of a parser is logged without the text that it quotes', () => {
  expect.assertions(4)
  try {
    JSON.parse(SECRET)
  } catch (cause) {
    for (const err of [cause, new Error('outer', { cause })]) {
      const text = logged({ err })
      expect(text).not.toContain(SECRET)
      expect(text).toContain('SyntaxError')
    }
  }
})

test('a thrown value that is not an error is not logged', () => {
  expect(logged({ err: SECRET })).not.toContain(SECRET)
})

test.each(['authorization', 'cookie', 'access_token', 'refresh_token', 'client_secret', 'user_token'])(
  '%s is redacted wherever it stands',
  (name) => {
    const text = logged({ [name]: SECRET, one: { [name]: SECRET, two: { [name]: SECRET } } })
    expect(text).not.toContain(SECRET)
    expect(text).toContain('[redacted]')
  },
)
