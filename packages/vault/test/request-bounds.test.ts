import { HEADER } from '@alter/protocol'
import * as schemas from '@alter/protocol/schema'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { OPERATIONS } from '../src/reference/operations.ts'
import { Backend, Browser, connectGoogle, grantTable, problem, startSystem } from './system.ts'

type Schema = z.core.JSONSchema.BaseSchema

function isSchema(part: unknown): part is Schema {
  return typeof part === 'object' && part !== null
}

/** Where a schema takes a text, a list or a record of any length. */
function unboundedIn(schema: Schema, place: string): string[] {
  const isNamed = schema.enum !== undefined || schema.const !== undefined
  const open = [
    ...(schema.type === 'string' && !isNamed && schema.maxLength === undefined ? [`${place}: a text`] : []),
    ...(schema.type === 'array' && schema.maxItems === undefined ? [`${place}: a list`] : []),
    ...(typeof schema.additionalProperties === 'object' && schema.maxProperties === undefined
      ? [`${place}: a record`]
      : []),
  ]
  const inner: [string, unknown][] = [
    ...Object.entries(schema.properties ?? {}),
    ...[schema.items ?? [], schema.anyOf ?? [], schema.oneOf ?? [], schema.allOf ?? []]
      .flat()
      .map((part): [string, unknown] => ['[]', part]),
    ['*', schema.additionalProperties],
    ['name', schema.propertyNames],
  ]
  return [
    ...open,
    ...inner.flatMap(([name, part]) => (isSchema(part) ? unboundedIn(part, `${place}.${name}`) : [])),
  ]
}

function unbounded(name: string, schema: z.ZodType): string[] {
  return unboundedIn(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), name)
}

test('W2: every text, list and record of every request has a bound', () => {
  const requests = Object.entries(OPERATIONS).flatMap(([name, { query, headers, body }]) =>
    Object.entries({ query, headers, body: body?.schema }).flatMap(([part, schema]) =>
      schema === undefined ? [] : unbounded(`${name} ${part}`, schema),
    ),
  )
  const shared = Object.entries(schemas).flatMap(([name, schema]) => unbounded(name, schema))
  expect([...requests, ...shared]).toEqual([])
  const open = z.object({ text: z.string(), list: z.array(z.int()), record: z.record(z.string(), z.int()) })
  expect(unbounded('open', open)).toHaveLength(4)
})

test('W2: a header or parameter that is too long is named, and nothing is asked for it', async () => {
  const system = await startSystem()
  try {
    const backend = new Backend(system)
    await connectGoogle(backend)
    const long = 'x'.repeat(20_000)
    for (const name of [
      HEADER.url,
      HEADER.provider,
      HEADER.grant,
      HEADER.account,
      HEADER.reason,
      HEADER.pass,
    ]) {
      const refused = await problem(await backend.calendar({ [name]: long }))
      expect(refused, name).toMatchObject({ code: 'invalid_request', field: name })
    }
    for (const name of ['provider', 'cursor']) {
      const refused = await problem(await backend.ask(`/sdk/grants?${name}=${long}`))
      expect(refused, name).toMatchObject({ code: 'invalid_request', field: name })
    }
    const asked = system.provider.google.requests.length
    const minted = await backend.mint()
    const browser = new Browser(system)
    await browser.start(minted.session_token)
    const callback = await browser.consent(await browser.authorize(minted.session_id))
    for (const parameter of ['error', 'iss', 'whatever']) {
      expect((await browser.send(`${callback}&${parameter}=${long}`)).status, parameter).toBe(400)
    }
    expect(system.provider.google.requests.slice(asked).some(({ path }) => path === '/token')).toBe(false)
    expect((await browser.send(callback)).status).toBe(303)
    expect(await grantTable(system)).toHaveLength(1)
  } finally {
    await system.close()
  }
})
