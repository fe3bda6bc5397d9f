import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { addressRule } from '../src/outbound/address.ts'
import { ForbiddenAddressError, createOutbound } from '../src/outbound/outbound.ts'
import { listen, type LocalServer } from './server.ts'

/** Longer than any answer here takes. Milliseconds. */
const PATIENCE = 60_000

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001::1',
])('%s is not called', (address) => {
  expect(addressRule(false)(address, 'host', '443')).toBe(false)
})

test.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is called', (address) => {
  expect(addressRule(false)(address, 'host', '443')).toBe(true)
})

test('an operator may allow a host and port, or a range', () => {
  const rule = addressRule(['localhost:4402', '10.0.0.0/8', 'fd00::/8'])
  expect(rule('127.0.0.1', 'localhost', '4402')).toBe(true)
  expect(rule('127.0.0.1', 'localhost', '4403')).toBe(false)
  expect(rule('10.9.9.9', 'anything', '80')).toBe(true)
  expect(rule('::ffff:10.9.9.9', 'anything', '80')).toBe(true)
  expect(rule('fd00::1', 'anything', '80')).toBe(true)
  expect(rule('192.168.0.1', 'anything', '80')).toBe(false)
})

async function serve(): Promise<LocalServer & { asked: string[] }> {
  const asked: string[] = []
  const server = await listen((request, response) => {
    asked.push(request.headers.host ?? '')
    response.end('ok')
  })
  return { ...server, asked }
}

test.each(['127.0.0.1', 'localhost', 'vault.localhost', '[::1]', '2130706433', '0x7f.1'])(
  'a private address is refused however it is written: %s',
  async (host) => {
    const server = await serve()
    const outbound = createOutbound(addressRule(false), PATIENCE)
    try {
      const refused = await outbound.fetch(`http://${host}:${server.port}/`).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(TypeError)
      expect(refused).toMatchObject({ cause: expect.any(ForbiddenAddressError) })
      expect(server.asked).toEqual([])
    } finally {
      await outbound.close()
      await server.close()
    }
  },
)

test('names below .localhost are this machine, without asking anybody', async () => {
  const server = await serve()
  const host = `no-such-name.localhost:${server.port}`
  const outbound = createOutbound(addressRule([host]), PATIENCE)
  try {
    const answer = await outbound.fetch(`http://${host}/`)
    expect(await answer.text()).toBe('ok')
    expect(server.asked).toEqual([host])
  } finally {
    await outbound.close()
    await server.close()
  }
})

/** For longer than one of several addresses is tried: nobody sees meanwhile that the first one was reached. */
function standStill(): void {
  const until = performance.now() + 2500
  while (performance.now() < until);
}

test('a host that answers late is not given up because its other address refuses', async () => {
  const server = await serve()
  const outbound = createOutbound(addressRule(true), PATIENCE, (_name, _options, found) => {
    found(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
    standStill()
  })
  try {
    expect((await outbound.fetch(`http://late.test:${server.port}/`)).status).toBe(200)
  } finally {
    await outbound.close()
    await server.close()
  }
})

test('an answer that comes drop by drop is given up when its time is over', async () => {
  const server = await listen((_request, response) => {
    const drops = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drops))
  })
  const outbound = createOutbound(addressRule(true), 300)
  try {
    const given = await outbound.fetch(`http://127.0.0.1:${server.port}/`).catch((error: unknown) => error)
    expect(given).toMatchObject({ name: 'TimeoutError' })
  } finally {
    await outbound.close()
    await server.close()
  }
})

test('a redirect is not followed', async () => {
  const inside = await serve()
  const server = await listen((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end(),
  )
  const outbound = createOutbound(addressRule(true), PATIENCE)
  try {
    expect((await outbound.fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(302)
    expect(inside.asked).toEqual([])
  } finally {
    await outbound.close()
    await server.close()
    await inside.close()
  }
})

test('12.8: an answer that HTTP does not know is a TypeError, like no answer', async () => {
  let status = 999
  const server = await listen((_request, response) => void response.writeHead(status).end())
  const outbound = createOutbound(addressRule(true), PATIENCE)
  const url = `http://127.0.0.1:${server.port}/`
  try {
    await expect(outbound.fetch(url)).rejects.toThrow(TypeError)
    for (status of [204, 205, 304]) {
      const { status: received, body } = await outbound.fetch(url)
      expect([received, body]).toEqual([status, null])
    }
  } finally {
    await outbound.close()
    await server.close()
  }
})

test('12.7: of a document that is decoded no header tells how it was encoded', async () => {
  const bytes = gzipSync('{"a":1}')
  const about = { 'content-encoding': 'gzip', 'content-length': bytes.byteLength, 'content-type': 'text/x' }
  const server = await listen((_request, response) => void response.writeHead(200, about).end(bytes))
  const outbound = createOutbound(addressRule(true), PATIENCE)
  try {
    const answer = await outbound.fetch(`http://127.0.0.1:${server.port}/`)
    expect(await answer.json()).toEqual({ a: 1 })
    expect(answer.headers.get('content-type')).toBe('text/x')
    for (const name of ['content-encoding', 'content-length']) expect(answer.headers.has(name)).toBe(false)
  } finally {
    await outbound.close()
    await server.close()
  }
})
