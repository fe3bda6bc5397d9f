import { createCipheriv } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { hiddenMethodOf } from '../src/policies/hidden-method.ts'

function doubt(body: unknown, type = 'application/json', own: string[] = []): string | null {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const headers = new Headers({ 'content-type': type })
  return hiddenMethodOf({ kind: 'buffered', bytes })(headers, own, 'api.example')
}

const INNER = { method: 'DELETE', relative_url: 'me' }
const BATCH = JSON.stringify([INNER])
const ELSEWHERE = 'https://other.example/hook'

describe('a body with further requests is refused', () => {
  test.each<[string, unknown]>([
    ['a list', [INNER]],
    ['a list further in', { data: { actions: [{ method: 'get', relative_path: '/tasks' }] } }],
    ['JSON in a text', { batch: BATCH }],
    ['JSON in a text of JSON in a text', { a: JSON.stringify({ b: BATCH }) }],
    ['paths in a text', { requests: '[{"path":"/me"}]' }],
    ['kintone’s bulkRequest', { requests: [{ method: 'PUT', api: '/k/v1/record.json', payload: {} }] }],
    ['a list with `api`', { all: [{ method: 'PUT', api: '/k/v1/record.json' }] }],
    ['defaults, and paths', { defaults: { method: 'DELETE' }, requests: [{ path: '/me' }] }],
    ['defaults, and methods', { defaults: { path: '/me' }, requests: [{ method: 'DELETE' }] }],
    ['defaults alone', { defaults: { method: 'DELETE', path: '/me' }, requests: [{ body: {} }] }],
    ['WordPress, whose method is POST', { requests: [{ path: '/wp/v2/posts' }] }],
    ['operations with paths', { operations: [{ uri: '/me' }] }],
    ['a map', { requests: { one: { method: 'GET', url: '/me' } } }],
    ['items with a request', [{ id: 1, request: { method: 'GET', url: '/me' } }]],
    ['an absolute address of this host', [{ method: 'GET', url: 'https://API.example./me' }]],
    [
      'an address that servers read differently',
      [{ method: 'GET', url: 'https://other.example\\@api.example/' }],
    ],
    ['two addresses, one of them here', [{ method: 'GET', url: ELSEWHERE, path: '/me' }]],
    ['another word for the method', [{ http_verb: 'GET', url: '/me' }]],
    ['a log, which looks the same', [{ method: 'GET', path: '/x', status: 200 }]],
    ['a name twice', '{"requests":[{"method":"DELETE","method":"x","url":"/me"}]}'],
    ['a name twice in a text', { a: '[{"method":"DELETE","method":"x","url":"/me"}]' }],
    [
      'defaults, and methods with an address elsewhere',
      { defaults: { path: '/me' }, requests: [{ method: 'DELETE', callback_url: ELSEWHERE }] },
    ],
    ['an address beside methods', { path: '/me', requests: [{ method: 'DELETE', callback_url: ELSEWHERE }] }],
    ['lines, of which one is a request', `${JSON.stringify(INNER)}\n{"a":1}`],
    ['texts in a list', { batch: [JSON.stringify(INNER)] }],
    ['more values than are looked through', `[${'1,'.repeat(600_000)}1]`],
  ])('%s', (_, body) => {
    expect(doubt(body)).not.toBeNull()
  })

  test.each(['application/octet-stream', 'image/png', 'application/vnd.x', 'text/csv', 'text/plain', ''])(
    'as %s',
    (type) => {
      expect(doubt(` ${BATCH}`, type)).toBe('its body contains further requests')
      expect(doubt('{"_method":"DELETE"}', type)).toContain('change the method')
    },
  )

  test.each(['related', 'form-data'])('a part of multipart/%s that is a request', (kind) => {
    const body = '--a\r\nContent-Type:\r\n application/http\r\n\r\nDELETE /me HTTP/1.1\r\n\r\n--a--'
    expect(doubt(body, `multipart/${kind}; boundary=a`)).toBe('its body contains further requests')
  })

  test('fields of a form that servers read as a list of requests', () => {
    for (const body of [
      'batch[0][method]=DELETE&batch[0][relative_url]=me',
      'requests%5Ba%5D%5Bpath%5D=me',
      'data[actions][0][method]=DELETE&data[actions][0][relative_path]=/me',
      'actions[0][verb]=delete&actions[0][path]=/me',
      'data.actions[0].method=DELETE&data[actions][0][relative_path]=/me',
      'actions[][method]=DELETE&actions[][path]=/me',
      'batch.0.method=DELETE&batch.0.relative_url=me',
      `batch[0]=${encodeURIComponent(JSON.stringify(INNER))}`,
      `data[actions]=${encodeURIComponent(BATCH)}`,
    ]) {
      expect(doubt(body, 'application/x-www-form-urlencoded'), body).not.toBeNull()
      const parts = [...new URLSearchParams(body)].map(
        ([name, value]) => `--a\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      expect(doubt(`${parts.join('')}--a--`, 'multipart/form-data; boundary=a'), body).not.toBeNull()
    }
    for (const body of [
      'payment[0][method]=card&batch[]=1',
      'payment[0][method]=card&payment[0][path]=none',
      `hook[method]=POST&hook[url]=${ELSEWHERE}`,
      'v1.2 is out. Batch. And more. So=1',
    ]) {
      expect(doubt(body, 'application/x-www-form-urlencoded'), body).toBeNull()
    }
  })

  test('a part named as a batch that leaves the method to a default', () => {
    const body = '--a\r\nContent-Disposition: form-data; name="requests"\r\n\r\n[{"path":"/me"}]\r\n--a--'
    expect(doubt(body, 'multipart/form-data; boundary=a')).toBe('a parameter contains further requests')
  })
})

describe('a body without further requests passes', () => {
  test.each<[string, unknown]>([
    ['one webhook', { method: 'POST', url: 'https://api.example/hook' }],
    ['one webhook, in another word', { http_method: 'POST', url: ELSEWHERE }],
    ['a word for a method', { httpMethod: 'POST', url: ELSEWHERE }],
    ['webhooks', { actions: [{ type: 'WEBHOOK', method: 'POST', webhookUrl: ELSEWHERE }] }],
    ['webhooks under `requests`', { requests: [{ method: 'POST', url: ELSEWHERE }] }],
    ['payments', [{ method: 'card', path: 'none' }]],
    ['Google Docs', { requests: [{ insertText: { location: { index: 1 }, text: 'x' } }] }],
    ['SCIM', { Operations: [{ op: 'replace', path: 'name.familyName', value: 'x' }] }],
    ['JSON Patch', [{ op: 'add', path: '/a', value: 1 }]],
    ['a sign for a hundredth', { 'Discount %': 5 }],
    ['a text that is no JSON', { text: '[not json' }],
    ['JSON in a text', { text: '{"a":1}' }],
    ['lines of JSON', '{"index":{"_index":"a"}}\n{"title":"x"}\n{"delete":{"_id":"1"}}\n'],
    ['nothing', ''],
  ])('%s', (_, body) => {
    expect(doubt(body)).toBeNull()
  })

  test.each(['application/json', 'application/x-ndjson'])('%s is read line by line', (type) => {
    const line = '{"text":"a&_method=DELETE"}\n'
    expect(doubt(line.repeat(2), type)).toBeNull()
    expect(doubt(`${line}{"_method":"DELETE"}\n`, type)).toContain('change the method')
    expect(doubt(`${line}${BATCH}\n`, type)).toBe('its body contains further requests')
  })

  test('only lines that are all JSON are', () => {
    expect(doubt('{"a":1}\n{"b":')).toBe('its body is not valid JSON')
    expect(doubt('[link](https://api.example)', 'text/markdown')).toBeNull()
  })
})

describe('the method of one provider', () => {
  test('is read from `method` in JSON where its `method_overrides` say so', () => {
    for (const name of ['method', 'request_method', 'http_verb']) {
      expect(doubt({ [name]: 'DELETE' })).toBeNull()
      expect(doubt({ [name]: 'DELETE' }, 'application/json', [name])).toContain('change the method')
    }
  })
})

/** Bytes of which every value occurs, the same in each run. */
function binary(length: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(length))
}

function doubtOfBytes(parts: (string | Buffer)[], type: string): string | null {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return hiddenMethodOf({ kind: 'buffered', bytes })(new Headers({ 'content-type': type }), [], 'api.example')
}

describe('a file is not a field of a form', () => {
  const file = binary(1_000_000)
  const disposition = 'Content-Disposition: form-data; name="file"; filename="100%.bin"'

  test('binary in a part passes, and a field beside it that names a method does not', () => {
    const start = `--a\r\n${disposition}\r\n\r\n`
    expect(doubtOfBytes([start, file, '\r\n--a--'], 'multipart/form-data; boundary=a')).toBeNull()
    const field = '\r\n--a\r\nContent-Disposition: form-data; name="_method"\r\n\r\nDELETE\r\n--a--'
    expect(doubtOfBytes([start, file, field], 'multipart/form-data; boundary=a')).toContain(
      'change the method',
    )
  })

  const large = Buffer.concat(Array.from({ length: 4 }, () => file))

  test.each([
    ['in a field after a long file', '\r\n--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n', BATCH],
    [
      'in fields after it',
      '\r\n--a\r\nContent-Disposition: form-data; name="batch[0][method]"\r\n\r\n',
      'GET',
    ],
    [
      'in a long field of JSON',
      '\r\n--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n',
      `${' '.repeat(70_000)}${BATCH}`,
    ],
    [
      'percent-encoded in a long one',
      '\r\n--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n',
      encodeURIComponent(`[${' '.repeat(70_000)}${BATCH}]`),
    ],
  ])('requests %s are found', (_, head, value) => {
    const start = `--a\r\n${disposition}\r\n\r\n`
    const type = 'multipart/form-data; boundary=a'
    expect(doubtOfBytes([start, large, head, value, '\r\n--a--'], type)).toContain('further requests')
    expect(
      doubtOfBytes([start, large, head.replace(/name=".*"/, 'name="x"'), 'words', '\r\n--a--'], type),
    ).toBeNull()
  })

  test('a long form with more or longer names than any has is in doubt', () => {
    const type = 'multipart/form-data; boundary=a'
    const start = '--a\r\n'
    for (const names of ['name=x '.repeat(300_000), `name="${'a.'.repeat(700_000)}"`]) {
      expect(doubtOfBytes([start, names, '\r\n\r\n1\r\n--a--'], type)).toContain('20000 fields')
    }
    const field = `\r\n--a\r\n${disposition}\r\n\r\n${'x'.repeat(60_000)}`
    expect(
      doubtOfBytes(
        Array.from({ length: 20 }, () => field),
        type,
      ),
    ).toContain('too many long fields')
  })

  test('a picture with its description passes', () => {
    const start =
      '--a\r\nContent-Type: application/json\r\n\r\n{"name":"x"}\r\n--a\r\nContent-Type: image/jpeg\r\n\r\n'
    expect(doubtOfBytes([start, file, '\r\n--a--'], 'multipart/related; boundary=a')).toBeNull()
  })

  test('a file that speaks of names and methods passes', () => {
    const text = '<input name="_method">\n_method=DELETE&100%\nname*=x\nContent-Type: application/http\n'
    const body = `--a\r\n${disposition}\r\n\r\n${text}\r\n--a--`
    expect(doubt(body, 'multipart/form-data; boundary=a')).toBeNull()
  })

  test.each([
    ['that ends its lines by LF', '--a\nContent-Disposition: form-data; name="_method"\n\nDELETE\n--a--'],
    ['that ends its lines by CR', '--a\rContent-Disposition: form-data; name="_method"\r\rDELETE\r--a--'],
    ['after an empty line', '--a\r\nA: b\n\nContent-Disposition: form-data; name="_method"\r\n\r\nDELETE'],
    ['under another boundary', 'x\r\n--b\r\nContent-Disposition: form-data; name="%5fmethod"\r\n\r\nDELETE'],
  ])('a part %s is read', (_, body) => {
    expect(doubt(body, 'multipart/form-data; boundary=a')).toContain('change the method')
  })

  test('a type that names a form besides is one of a form', () => {
    const body = '--a\r\nContent-Disposition: form-data; name="_method"\r\n\r\nDELETE\r\n--a--'
    expect(doubt(body, 'image/png; x=multipart/form-data; boundary=a')).toContain('change the method')
    expect(doubt(body, 'text/plain, multipart/form-data; boundary=a')).toContain('change the method')
    expect(doubt('a&_method=DELETE', 'text/csv; urlencoded')).toContain('change the method')
    expect(doubt({ a: '&_method=DELETE&' }, 'application/json; x=urlencoded')).toContain('change the method')
    expect(doubt({ a: '&_method=DELETE&' })).toBeNull()
  })

  test('a plain text may have a percent sign and a line `method`, but no field', () => {
    expect(doubt('100% sure; 5%&more\nmethod\n', 'text/plain')).toBeNull()
    expect(doubt('100% sure&_method=DELETE', 'text/plain')).toContain('change the method')
    expect(doubt('a=1&%', 'application/x-www-form-urlencoded')).toContain('change the method')
  })
})

/** Whether a zero was among the characters of a body that was read as text. Dropping characters takes seconds. */
function readsZeros(look: () => void): boolean {
  const spy = vi.spyOn(Buffer.prototype, 'toString')
  try {
    look()
    return spy.mock.results.some(({ value }) => String(value).includes('\0'))
  } finally {
    spy.mockRestore()
  }
}

/** How often JSON is parsed. A spy would keep every error, which is slow. */
function parsed(look: () => void): number {
  const { parse } = JSON
  let times = 0
  JSON.parse = (text, reviver) => {
    times += 1
    return parse(text, reviver)
  }
  try {
    look()
  } finally {
    JSON.parse = parse
  }
  return times
}

const FORM = 'multipart/form-data; boundary=a'
const NAMED = 'Content-Disposition: form-data; name='

describe('reading a body has a limit', () => {
  test('lines are read up to the first that is no JSON', () => {
    const body = `{"a":1}\nx\n${'x\n'.repeat(10_000)}`
    expect(parsed(() => expect(doubt(body)).toBe('its body is not valid JSON'))).toBeLessThan(5)
  })

  test('each line is a value', () => {
    expect(doubt('1\n'.repeat(600_000))).toContain('more than 500000 values')
  })

  test('a body with very many texts that look like JSON is refused', () => {
    for (const body of [
      JSON.stringify(Array(50_000).fill('[x]')),
      JSON.stringify({ a: Array(50_000).fill('[1]') }),
    ]) {
      expect(parsed(() => expect(doubt(body)).not.toBeNull())).toBeLessThan(20_000)
    }
    const form = 'a=[x]&'.repeat(19_000)
    expect(
      parsed(() => expect(doubt(form, 'application/x-www-form-urlencoded')).not.toBeNull()),
    ).toBeLessThan(20_000)
    expect(doubt(Array(50_000).fill('[a link](https://api.example)'))).toBeNull()
  })

  test('a form with very many fields is refused', () => {
    expect(doubt('a&'.repeat(30_000), 'application/x-www-form-urlencoded')).toContain('20000 fields')
    expect(doubt('%ff=&'.repeat(30_000), 'text/plain')).toContain('20000 fields')
    expect(doubt('\n--a'.repeat(30_000), 'multipart/form-data')).toContain('20000 fields')
  })

  test.each([
    [
      'a form',
      `--a\r\n${NAMED}"file"; filename="a"\r\n\r\n`,
      `\r\n--a\r\n${NAMED}"_method"\r\n\r\nDELETE`,
      FORM,
    ],
    ['JSON', '{"a":"', '","_method":"DELETE"}', 'application/json'],
    ['what may be JSON', '{"a":"', '","_method":"DELETE"}', 'application/octet-stream'],
  ])('the zero bytes of %s are dropped before it is read as text', (_, start, end, type) => {
    const sound = Buffer.from('a'.repeat(1000), 'utf16le')
    const wide = Buffer.from(`\uFEFF${start}é${end}`, 'utf16le')
    const swapped = Buffer.from(wide).swap16()
    for (const parts of [[start, sound, end], ['\0\0', start, end], [wide], [swapped]]) {
      const look = vi.fn(() => doubtOfBytes(parts, type))
      expect(readsZeros(look)).toBe(false)
      expect(look).toHaveReturnedWith(expect.stringContaining('change the method'))
    }
  })

  test('the lines of a text are not read', () => {
    expect(parsed(() => expect(doubt({ a: '[1]\n'.repeat(1000) })).toBeNull())).toBeLessThan(5)
  })

  test('one body is read once, however many rules and sends ask', () => {
    const hidden = hiddenMethodOf({ kind: 'buffered', bytes: Buffer.from('{"a":1}') })
    const headers = new Headers({ 'content-type': 'application/json' })
    function ask(overrides: string[] = []): string | null {
      return hidden(headers, overrides, 'api.example')
    }
    expect(parsed(() => [ask(), ask(), ask()])).toBe(1)
    expect(ask(['a'])).toContain('change the method')
    expect(ask()).toBeNull()
  })
})
