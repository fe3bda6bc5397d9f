import type { Problem, Grant, PageSession } from '@alter/protocol'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect } from 'vitest'
import { type AnswerName, ANSWERS } from '../src/reference/answers.ts'
import type { Document } from '../src/reference/document.ts'
import { OPERATIONS } from '../src/reference/operations.ts'
import { vaultTest } from './fixtures.ts'
import { Backend, Browser, connectGoogle, json, VAULT } from './system.ts'

const test = vaultTest()
  .extend('get', ({ system }) => {
    return (path: string): Promise<Response> => {
      return system.vault.fetch(new Request(VAULT + path))
    }
  })
  .extend('readDocument', ({ get }) => {
    return async (): Promise<Document> => {
      return json<Document>(await get('/openapi.json'))
    }
  })

function operationsOf(document: Document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
}

describe('the document', () => {
  test('is valid OpenAPI', async ({ get }) => {
    const document: Record<string, unknown> = JSON.parse(await (await get('/openapi.json')).text())
    expect(await new Validator().validate(document)).toEqual({ valid: true })
  })

  test('describes every route that answers', async ({ readDocument }) => {
    const bare = operationsOf(await readDocument()).filter(({ operation }) => operation.summary === '')
    expect(bare.map(({ method, path }) => `${method} ${path} is not in src/reference/operations.ts`)).toEqual(
      [],
    )
  })

  test('every described endpoint answers, and no required field is missing', async ({
    system,
    readDocument,
  }) => {
    const document = await readDocument()
    const documented = operationsOf(document).map(({ operation }) =>
      operation.operationId.replace(/_\w+$/, ''),
    )
    expect(new Set(documented)).toEqual(new Set(Object.values(OPERATIONS).map(({ id }) => id)))

    for (const { method, path, operation } of operationsOf(document)) {
      const request = new Request(VAULT + path.replaceAll(/\{\w+\}/g, 'google'), { method })
      const response = await system.vault.fetch(request)
      const text = await response.text()
      if (response.status !== 404) continue
      const { code } = JSON.parse(text)
      expect(operation.responses['404']?.description, `${method} ${path}`).toContain(`\`${code}\``)
    }
  })

  test('names each operation once', async ({ readDocument }) => {
    const ids = operationsOf(await readDocument()).map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('says what a request may hold by the schemas that validate it', async ({ system, readDocument }) => {
    const { paths } = await readDocument()
    const body =
      paths['/sdk/oauth/connect/session']?.['post']?.requestBody?.content['application/json']?.schema
    expect(body).toMatchObject({
      additionalProperties: false,
      properties: { delivery: { enum: ['popup', 'redirect', 'poll'] }, allowed_providers: { minItems: 1 } },
    })
    const limit = paths['/sdk/grants']?.['get']?.parameters?.find(({ name }) => name === 'limit')
    expect(limit).toMatchObject({ required: false, schema: { type: 'integer', maximum: 200, default: 50 } })
    const tooMany = await new Backend(system).ask('/sdk/grants?limit=201')
    expect(await json<Problem>(tooMany, 400)).toMatchObject({ code: 'invalid_request', field: 'limit' })
  })
})

async function check(name: AnswerName, response: Response, status = 200): Promise<unknown> {
  const value = await json<unknown>(response, status)
  expect(ANSWERS[name].safeParse(value)).toMatchObject({ success: true })
  return value
}

describe('what the vault answers is what the document says', () => {
  test('in a flow', async ({ system }) => {
    const backend = new Backend(system, 'grace')
    await check('Session', await backend.tryMint({ allowed_providers: ['google'] }), 201)
    const minted = await backend.mint()
    const browser = new Browser(system)
    await check('PageSession', await browser.page('start', {}, minted.session_token))
    const step = { session_id: minted.session_id, provider: 'google', welcomed: true }
    const answer = await browser.page('authorize', step)
    await check('Authorization', answer.clone())
    const { authorization_url } = await json<{ authorization_url: string }>(answer)
    await browser.send(await browser.consent(authorization_url))
    const outcome = await json<PageSession>(await browser.page('start', { session_id: minted.session_id }))
    expect(ANSWERS.PageSession.safeParse(outcome).success).toBe(true)
    expect(ANSWERS.Connection.safeParse(outcome.grants[0]).success).toBe(true)
    const result = new Request(`${VAULT}/sdk/oauth/connect/session/result`, {
      method: 'POST',
      body: minted.session_token,
    })
    await check('SessionResult', await system.vault.fetch(result))
  })

  test('of grants and providers', async ({ system }) => {
    const backend = new Backend(system, 'mary')
    const grant: Grant = await connectGoogle(backend)
    await check('GrantPage', await backend.ask('/sdk/grants'))
    await check('Grant', await backend.ask(`/sdk/grants/${grant.grant_id}/default`, 'PUT'))
    await check('ProviderList', await backend.ask('/sdk/providers'))
    await check('GrantRevocation', await backend.ask(`/sdk/grants/${grant.grant_id}/revoke`, 'POST'))
  })

  test('of what went wrong', async ({ system }) => {
    const backend = new Backend(system, 'joan')
    await check('Problem', await backend.calendar(), 404)
    await connectGoogle(backend, 'joan@work.example')
    await connectGoogle(backend, 'joan@home.example')
    await check('Problem', await backend.calendar(), 409)
  })
})

describe('the page', () => {
  test('runs nothing, is framed by nobody, and takes its style from a file', async ({ get }) => {
    const page = await get('/reference')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|script-src/)
    const html = await page.text()
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    const [, href = ''] = /rel="stylesheet" href="([^"]+)"/.exec(html) ?? []
    const style = await get(new URL(href, `${VAULT}/reference`).pathname)
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  test('shows every operation and schema, and each of its links leads somewhere', async ({
    get,
    readDocument,
  }) => {
    const html = await (await get('/reference')).text()
    const document = await readDocument()
    for (const { path } of operationsOf(document)) expect(html).toContain(`<code>${path}</code>`)
    const anchors = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const name of Object.keys(document.components.schemas)) expect(anchors).toContain(name)
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target)
    expect(html).not.toMatch(/undefined|\[object/)
  })
})
