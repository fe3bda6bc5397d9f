import { describe, expect } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { scopeLabel } from '../src/providers/localized.ts'
import { missingScopes, resolveProvider } from '../src/providers/provider.ts'
import { vaultTest } from './fixtures.ts'
import { type PlainFlow, tokens } from './plain-flow.ts'
import { problem } from './system.ts'

const test = vaultTest().extend('startGranting', ({ startFlow }) => {
  return async (id: string, config: ProviderConfig, scope: unknown): Promise<PlainFlow> => {
    const flow = await startFlow(id, () => config)
    flow.server.answers['/token'] = () => ({ body: tokens({ scope }) })
    flow.server.answers['/account'] = () => ({ body: { id: 7, login: 'ada', mail: 'ada@work.example' } })
    return flow
  }
})

function missing(id: string, required: string, granted: string, config: ProviderConfig = {}): string[] {
  const provider = resolveProvider(id, { client_id: 'x', client_secret: 'y', ...config }, {})
  if ('message' in provider) throw new Error(provider.message)
  return missingScopes(provider, required.split(' '), granted.split(' '))
}

const AUTH = 'https://www.googleapis.com/auth'
const GRAPH = 'https://graph.microsoft.com'

test.for(['constructor', 'toString', '__proto__'])('a scope called %s is named like any other', (scope) => {
  const provider = resolveProvider('google', { client_id: 'x', client_secret: 'y' }, {})
  if ('message' in provider) throw new Error(provider.message)
  for (const language of ['en', 'it']) expect(scopeLabel(provider, scope, language)).toBe(scope)
})

describe('12.1: nothing is missing at', () => {
  test.each([
    ['microsoft', 'offline_access Mail.Read', 'Mail.Read User.Read'],
    ['microsoft', 'openid profile email offline_access User.Read', 'User.Read'],
    ['microsoft', 'Mail.Read', `${GRAPH}/Mail.Read`],
    ['microsoft', `${GRAPH}/Mail.Read`, 'Mail.Read'],
    ['microsoft', `${GRAPH}/mail.read`, 'MAIL.READ'],
    ['microsoft', `${GRAPH}/.default`, `${GRAPH}/User.Read`],
    ['microsoft', 'api://8a1f/.default', 'api://8a1f/access_as_user'],
    ['microsoft', 'Mail.Read Files.Read', 'Mail.ReadWrite Files.ReadWrite.All'],
    ['github', 'user user:email read:user', 'user'],
    ['github', 'repo public_repo repo:status', 'repo'],
    ['github', 'read:org write:org admin:org', 'admin:org'],
    ['github', 'read:repo_hook', 'repo'],
    ['google', 'email profile openid', `${AUTH}/userinfo.email ${AUTH}/userinfo.profile openid`],
    ['google', `${AUTH}/userinfo.email`, 'email'],
    ['google', `${AUTH}/calendar.readonly`, `${AUTH}/calendar`],
    ['google', `${AUTH}/gmail.send ${AUTH}/gmail.readonly`, 'https://mail.google.com/'],
    ['google', `${AUTH}/drive.metadata.readonly`, `${AUTH}/drive.readonly`],
    ['shopify', 'read_products write_products', 'write_products'],
    ['shopify', 'unauthenticated_read_checkouts', 'unauthenticated_write_checkouts'],
    ['stripe', 'read_only', 'read_write'],
    ['salesforce', 'api refresh_token offline_access web', 'full'],
    ['salesforce', 'refresh_token api chatter_api', 'api'],
    ['slack', 'chat:write:user', 'chat:write'],
    ['linear', 'read write issues:create', 'write'],
    ['gitlab', 'read_api read_user', 'api'],
    ['zoom', 'meeting:read', 'meeting:write:admin'],
    ['box', 'root_readonly', 'root_readwrite'],
    ['hubspot', 'oauth crm.objects.contacts.read', 'crm.objects.contacts.read'],
    ['discord', 'applications.commands', 'bot'],
    ['atlassian', 'offline_access read:jira-work', 'read:jira-work'],
    ['airtable', 'data.records:read', 'data.records:read'],
    ['asana', 'tasks:read', 'default'],
  ])('%s without %s, where %s was granted', (id, required, granted) => {
    expect(missing(id, required, granted)).toEqual([])
  })
})

describe('12.1: what is less, or something else, stays missing at', () => {
  test.each([
    ['microsoft', 'Mail.ReadWrite', 'Mail.Read'],
    ['microsoft', 'Mail.Read', 'https://outlook.office.com/Mail.Read'],
    ['microsoft', 'Mail.Send', 'Mail.ReadWrite'],
    ['github', 'user', 'user:email read:user'],
    ['github', 'repo', 'public_repo'],
    ['github', 'User', 'user'],
    ['github', 'gist', 'repo user'],
    ['google', `${AUTH}/calendar`, `${AUTH}/calendar.readonly`],
    ['google', `${AUTH}/drive`, `${AUTH}/drive.file`],
    ['shopify', 'write_products', 'read_products'],
    ['shopify', 'read_orders', 'write_products'],
    ['stripe', 'read_write', 'read_only'],
    ['salesforce', 'full', 'api web'],
    ['slack', 'chat:write', 'chat:read'],
    ['spotify', 'user-read-email', 'user-read-private'],
    ['dropbox', 'files.content.read', 'files.content.write'],
    ['gitlab', 'api', 'read_api'],
  ])('%s: %s, where %s was granted', (id, required, granted) => {
    expect(missing(id, required, granted)).toEqual([required])
  })
})

test('12.1: an operator says the same of a provider of their own', () => {
  const config: ProviderConfig = {
    issuer: 'https://op.example',
    scope_rules: {
      no_permission: ['tenant:*'],
      implies: { 'manage:*': ['view:*'], all: ['*'] },
      aliases: { mail: 'https://op.example/scopes/mailbox' },
      prefixes: ['https://op.example/scopes/'],
      ignore_case: true,
    },
  }
  function of(required: string, granted: string) {
    return missing('op', required, granted, config)
  }
  expect(of('tenant:7 view:mail Mail mailbox', 'MANAGE:mail MAILBOX')).toEqual([])
  expect(of('view:files', 'manage:mail')).toEqual(['view:files'])
  expect(of('view:files whatever', 'ALL')).toEqual([])
  expect(missing('op', 'Mail', 'mail', { issuer: 'https://op.example' })).toEqual(['Mail'])
})

describe('12.1: all that compares scopes follows:', () => {
  test('a connection, a listing, a use that is strict', async ({ startGranting }) => {
    const flow = await startGranting(
      'microsoft',
      { scopes: ['offline_access', 'Mail.Read'], strict_scopes: true },
      `${GRAPH}/mail.read`,
    )
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    expect(await flow.backend.grants()).toMatchObject([{ missing_scopes: [] }])
    expect((await flow.use()).status).toBe(200)
  })

  test('what GitHub says of a token in its headers', async ({ startGranting }) => {
    const flow = await startGranting('github', { scopes: ['user', 'user:email'] }, 'user')
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    flow.server.answers['/api'] = () => refusal('user', 'user:email')
    expect(await (await flow.use()).json()).toEqual({ message: 'rate limit' })
    flow.server.answers['/api'] = () => refusal('user', 'repo')
    expect(await problem(await flow.use())).toMatchObject({ code: 'scope_reauth_required' })
  })

  test('what a session may require, and what a configuration may', async ({ startGranting }) => {
    const flow = await startGranting(
      'shopify',
      { scopes: ['write_products'], required_scopes: ['read_products'] },
      'write_products',
    )
    function mint(scope: string): Promise<Response> {
      return flow.backend.tryMint({ allowed_providers: ['shopify'], required_scopes: { shopify: [scope] } })
    }
    expect((await mint('read_products')).status).toBe(201)
    expect(await problem(await mint('read_orders'))).toMatchObject({ field: 'required_scopes.shopify' })
  })

  test('HubSpot’s list under another name', async ({ startGranting }) => {
    const flow = await startGranting('hubspot', { scopes: ['crm.read', 'crm.write'] }, undefined)
    flow.server.answers['/token'] = () => ({ body: tokens({ scopes: ['oauth', 'crm.read'] }) })
    flow.server.answers['/account'] = () => ({ body: { portalId: 7 } })
    expect(await flow.connect()).toMatchObject({
      error: 'scope_denied',
      error_description: expect.stringContaining('crm.write'),
    })
  })
})

function refusal(granted: string, accepted: string) {
  return {
    status: 403,
    body: { message: 'rate limit' },
    headers: { 'x-oauth-scopes': granted, 'x-accepted-oauth-scopes': accepted },
  }
}
