import { describe, expect, test } from 'vitest'
import { hiddenMethod, methodNames } from '../src/policies/method-override.ts'

function doubt(body: unknown, type = 'application/json', own: string[] = []): string | null {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const headers = new Headers({ 'content-type': type })
  return hiddenMethod(headers, { kind: 'buffered', bytes }, methodNames(own), 'api.example')
}

const INNER = { method: 'DELETE', relative_url: 'me' }
const BATCH = JSON.stringify([INNER])
const ELSEWHERE = 'https://other.example/hook'

describe('a body that holds requests of its own is refused', () => {
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
    ['more values than are looked through', `[${'1,'.repeat(600_000)}1]`],
  ])('%s', (_, body) => {
    expect(doubt(body)).not.toBeNull()
  })

  test.each(['application/octet-stream', 'image/png', 'application/vnd.x', 'text/csv', 'text/plain', ''])(
    'as %s',
    (type) => {
      expect(doubt(` ${BATCH}`, type)).toBe('its body holds requests of its own')
      expect(doubt('{"_method":"DELETE"}', type)).toContain('another method')
    },
  )

  test.each(['related', 'form-data'])('a part of multipart/%s that is a request', (kind) => {
    const body = '--a\r\nContent-Type:\r\n application/http\r\n\r\nDELETE /me HTTP/1.1\r\n\r\n--a--'
    expect(doubt(body, `multipart/${kind}; boundary=a`)).toBe('its body holds requests of its own')
  })

  test('fields of a form that servers read as a list of requests', () => {
    for (const body of [
      'batch[0][method]=DELETE&batch[0][relative_url]=me',
      'requests%5Ba%5D%5Bpath%5D=me',
    ]) {
      expect(doubt(body, 'application/x-www-form-urlencoded')).not.toBeNull()
    }
    expect(doubt('payment[0][method]=card&batch[]=1', 'application/x-www-form-urlencoded')).toBeNull()
  })

  test('a part named as a batch that leaves the method to a default', () => {
    const body = '--a\r\nContent-Disposition: form-data; name="requests"\r\n\r\n[{"path":"/me"}]\r\n--a--'
    expect(doubt(body, 'multipart/form-data; boundary=a')).toBe('a parameter holds requests of its own')
  })
})

describe('a body that holds none passes', () => {
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
    expect(doubt(`${line}{"_method":"DELETE"}\n`, type)).toContain('another method')
    expect(doubt(`${line}${BATCH}\n`, type)).toBe('its body holds requests of its own')
  })

  test('only lines that are all JSON are', () => {
    expect(doubt('{"a":1}\n{"b":')).toBe('its body cannot be read as JSON')
    expect(doubt('[link](https://api.example)', 'text/markdown')).toBeNull()
  })
})

describe('the method of one provider', () => {
  test('is read from `method` in JSON where its `method_overrides` say so', () => {
    for (const name of ['method', 'request_method', 'http_verb']) {
      expect(doubt({ [name]: 'DELETE' })).toBeNull()
      expect(doubt({ [name]: 'DELETE' }, 'application/json', [name])).toContain('another method')
    }
  })
})
