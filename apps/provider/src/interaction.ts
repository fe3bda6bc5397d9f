import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Configuration, Interaction, Provider } from 'oidc-provider'
import type { Account, Directory } from './directory.ts'
import { readForm, sendPage } from './http.ts'
import { anotherAccountPage, chooserPage, consentPage, errorPage, type PageStyle } from './page.ts'
import type { ScopeText, StandIn } from './stand-in.ts'
import type { Store } from './store.ts'

export interface InteractionParts {
  standIn: StandIn
  directory: Directory
  store: Store
  style: PageStyle
  appName: string
}

/** Shows the page that the authorization is waiting for, and takes what it sends. */
export async function interact(
  provider: Provider,
  parts: InteractionParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { style, appName: app } = parts
  let interaction: Interaction
  try {
    interaction = await provider.interactionDetails(request, response)
  } catch {
    return sendPage(
      response,
      await errorPage(style, 'session_expired', 'This sign-in was left too long.'),
      400,
    )
  }
  if (request.method === 'POST') {
    return answer(provider, parts, interaction, request, response)
  }
  const account = parts.directory.find(interaction.session?.accountId ?? '')
  if (interaction.prompt.name === 'consent' && account) {
    const { basic, optional } = requestedScopes(parts.standIn, interaction)
    return sendPage(response, await consentPage(style, { app, account, basic, optional }))
  }
  if (request.url?.endsWith('?another')) return sendPage(response, await anotherAccountPage(style, app))
  const options = {
    app,
    accounts: parts.directory.list(),
    current: account?.sub,
    hint: parameter(interaction, parts.standIn.hintParameter),
  }
  return sendPage(response, await chooserPage(style, options))
}

async function answer(
  provider: Provider,
  parts: InteractionParts,
  interaction: Interaction,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await readForm(request)
  const login = form.get('account')
  const decision = form.get('decision')
  const accountId = interaction.session?.accountId
  if (interaction.prompt.name !== 'consent' && login) {
    const account = parts.directory.findOrOpen(login)
    await switchSession(provider, interaction, account)
    const result = { login: { accountId: account.sub }, select_account: {} }
    return provider.interactionFinished(request, response, result)
  }
  if (decision === 'allow' && accountId) {
    const grantId = await allow(provider, parts, interaction, accountId, form.getAll('scope'))
    return provider.interactionFinished(request, response, { consent: { grantId } })
  }
  if (decision === 'deny') {
    const result = { error: 'access_denied', error_description: 'The user denied the request' }
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
  return sendPage(response, await errorPage(parts.style, 'invalid_request', 'Nothing was chosen.'), 400)
}

/** Otherwise the library would first ask, on a page with a script, to sign the other account out. */
async function switchSession(provider: Provider, interaction: Interaction, account: Account): Promise<void> {
  const known = interaction.session
  if (!known?.uid || !known.accountId || known.accountId === account.sub) return
  const session = await provider.Session.findByUid(known.uid)
  if (!session) return
  session.loginAccount({ accountId: account.sub })
  session.authorizations = {}
  await session.persist()
  known.accountId = account.sub
  await interaction.persist()
}

function parameter(interaction: Interaction, name: string): string {
  const value = interaction.params[name]
  return typeof value === 'string' ? value : ''
}

function requestedScopes(
  standIn: StandIn,
  interaction: Interaction,
): Record<'basic' | 'optional', ScopeText[]> {
  const requested = new Set(parameter(interaction, 'scope').split(' '))
  return {
    basic: standIn.basicScopes.filter(({ scope }) => requested.has(scope)),
    optional: standIn.optionalScopes.filter(({ scope }) => requested.has(scope)),
  }
}

/** There is one grant per person and client, as at the real services. A new consent replaces it. */
async function allow(
  provider: Provider,
  parts: InteractionParts,
  interaction: Interaction,
  accountId: string,
  ticked: string[],
): Promise<string> {
  const clientId = parameter(interaction, 'client_id')
  const known = parts.store.grantId(accountId, clientId)
  const grant = (known && (await provider.Grant.find(known))) || new provider.Grant({ accountId, clientId })
  const { basic, optional } = requestedScopes(parts.standIn, interaction)
  const asked = new Set([...basic, ...optional].map(({ scope }) => scope))
  const granted = new Set([...basic.map(({ scope }) => scope), ...ticked.filter((scope) => asked.has(scope))])
  const kept = grant
    .getOIDCScope()
    .split(' ')
    .filter((scope) => scope && !asked.has(scope))
  grant.openid = undefined
  grant.rejected = undefined
  grant.addOIDCScope([...kept, ...granted])
  const refused = [...asked].filter((scope) => !granted.has(scope))
  if (refused.length > 0) grant.rejectOIDCScope(refused)
  return grant.save()
}

/** Consent is remembered; refused scopes are asked for again. */
export function grantLoader({
  standIn,
  store,
}: Pick<InteractionParts, 'standIn' | 'store'>): NonNullable<Configuration['loadExistingGrant']> {
  return async ({ oidc }) => {
    const { Grant } = oidc.provider
    const decided = oidc.result?.consent?.grantId
    if (decided) return Grant.find(decided)
    const accountId = oidc.session?.accountId
    const clientId = oidc.client?.clientId
    if (!accountId || !clientId) return undefined
    const known = store.grantId(accountId, clientId)
    const grant = known ? await Grant.find(known) : undefined
    if (standIn.consent === 'implied') {
      const implied = grant ?? new Grant({ accountId, clientId })
      implied.addOIDCScope(oidc.requestParamOIDCScopes)
      await implied.save()
      return implied
    }
    if (grant) grant.rejected = undefined
    return grant
  }
}
