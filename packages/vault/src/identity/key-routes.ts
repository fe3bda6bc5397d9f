import { type ApiKey, type ApiKeyList, type CreatedApiKey, HEADER, KEY_SCOPES } from '@alter/protocol'
import { createApiKeyRequest } from '@alter/protocol/schema'
import { Hono } from 'hono'
import type { Audit, AuditEvent } from '../audit-event.ts'
import type { App } from '../config/settings.ts'
import { readJson } from '../input.ts'
import { ProblemError, invalidField } from '../problem.ts'
import type { Count } from '../storage/counter.ts'
import type { Callers } from './caller.ts'
import { describeKey } from './keys/describe-key.ts'
import { rightsOf } from './keys/key-rights.ts'
import type { StoredKey } from './keys/key-row.ts'
import type { KeyStore } from './keys/key-store.ts'
import { type CreatedKey, TooManyKeysError } from './keys/new-key.ts'

export interface KeyRouteParts {
  callers: Callers
  store: KeyStore
  count: Count
  audit: Audit
  now: () => number
}

/** Keys that one app may create per hour, because ended keys are kept for a while. */
const MOST_MADE = 100
/** Milliseconds. */
const HOUR = 3_600_000

/** Routes that create, list and revoke an app's own keys. They need a key with `secrets:write`. */
export function keyRoutes({ callers, store, count, audit, now }: KeyRouteParts): Hono {
  async function appOf(request: Request): Promise<App> {
    const app = await callers.app(request)
    if (!request.headers.has(HEADER.userToken)) return app
    throw invalidField(HEADER.userToken, 'keys belong to the app and not to a user: leave this header out')
  }
  async function find(app: App, id: string): Promise<StoredKey> {
    const key = await store.find(app.id, id)
    if (key) return key
    throw new ProblemError('not_found', `There is no key ${id.slice(0, 64)}.`)
  }
  function note(request: Request, action: AuditEvent['action'], { id, appId }: StoredKey): void {
    return audit.record({
      app: appId,
      user: null,
      grant: null,
      provider: null,
      key: callers.keyName(request),
      action,
      outcome: 'ok',
      detail: `key ${id}`,
      startedAt: now(),
    })
  }

  return new Hono()
    .get('/sdk/keys', async (context) => {
      const app = await appOf(context.req.raw)
      const keys = await store.list(app.id)
      const list: ApiKeyList = { keys: keys.map((key) => describeKey(key, now())) }
      return context.json(list)
    })
    .post('/sdk/keys', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const body = await readJson(createApiKeyRequest, request)
      // Reading the body took time, so the key is confirmed again.
      await callers.confirm(request)
      const maker = callers.keyOf(request)
      const rights = rightsOf(body, maker, { most: KEY_SCOPES, now: now() })
      const { points, expiresAt } = await count(JSON.stringify(['keys', app.id]), HOUR)
      if (points > MOST_MADE) {
        throw new ProblemError('rate_limited', `${app.id} has made ${MOST_MADE} keys within an hour.`, {
          retry_after: Math.max(1, Math.ceil((expiresAt - now()) / 1000)),
        })
      }
      const { key, secret } = await made(store.create(app.id, body.name, rights, { maker }))
      note(request, 'create_key', key)
      const created: CreatedApiKey = { ...describeKey(key, now()), api_key: secret }
      return context.json(created, 201)
    })
    .post('/sdk/keys/:id/deprecate', async (context) => {
      const app = await appOf(context.req.raw)
      const key = await store.deprecate(await find(app, context.req.param('id')))
      note(context.req.raw, 'deprecate_key', key)
      const answer: ApiKey = describeKey(key, now())
      return context.json(answer)
    })
    .post('/sdk/keys/:id/revoke', async (context) => {
      const app = await appOf(context.req.raw)
      const key = await store.revoke(await find(app, context.req.param('id')))
      note(context.req.raw, 'revoke_key', key)
      const answer: ApiKey = describeKey(key, now())
      return context.json(answer)
    })
}

async function made(creation: Promise<CreatedKey>): Promise<CreatedKey> {
  try {
    return await creation
  } catch (cause) {
    if (cause instanceof TooManyKeysError)
      throw new ProblemError('invalid_request', `${cause.message}.`, {}, cause)
    throw cause
  }
}
