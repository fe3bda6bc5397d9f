import type {
  WalletFilters,
  WalletForgetRequest,
  WalletHome,
  WalletRemoval,
  WalletSession,
  WalletSignOut,
} from '@alter/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { isoTime } from '../grants/grant.ts'
import { readJson, readQuery } from '../input.ts'
import { ProblemError } from '../problem.ts'
import { catalog } from '../providers/catalog/catalog.ts'
import type { Count } from '../storage/counter.ts'
import type { SignedIn, WalletAccess } from './access.ts'
import { activityCsv } from './activity-file.ts'
import { activityPage, filterQuery, pageQuery } from './activity-query.ts'
import { agentFinder, agentsEverOf, removeDelegation } from './agents.ts'
import {
  decideApproval,
  denialBody,
  readApproval,
  waitingApprovals,
  type WalletApprovalParts,
} from './approvals.ts'
import { type ChangeParts, disconnect, extend, forget, forgettable } from './changes.ts'
import { describeConnections, grantsOf, ownGrant } from './connections.ts'
import type { ActivityParts } from './describe-activity.ts'
import { exportOf } from './export.ts'
import { type Holding, type HoldingParts, holdingsOf } from './holdings.ts'
import { describeApp, describeApps, type HomeParts, ownHolding } from './home.ts'
import { languageOf } from './languages.ts'
import { appName, nameOf, signInsOf } from './names.ts'
import { realmsOf } from './realms.ts'
import { eventOf, type SignInParts } from './sign-in-routes.ts'
import { textStream } from './text-stream.ts'

export interface WalletApiParts
  extends SignInParts, HomeParts, HoldingParts, ChangeParts, WalletApprovalParts {
  access: WalletAccess
  count: Count
}

export const forgetBody: z.ZodType<WalletForgetRequest> = z.strictObject({
  app_id: z
    .string()
    .min(1)
    .max(64)
    .exactOptional()
    .describe('The app in which to delete the data. Default: every app that allows it.'),
})

/** Files that one user may request per hour, because each reads all rows of the user. */
const MOST_FILES = 30
const HOUR = 3_600_000

/** The API of the Wallet's page. Every answer is about the signed-in user only. */
export function walletApiRoutes(parts: WalletApiParts): Hono {
  const { apps, publicUrl, storage, logos, access, sessions, cookie, issuerOf, audit, count, now } = parts
  const realms = realmsOf(apps)

  async function holdings(who: SignedIn): Promise<Holding[]> {
    return holdingsOf(parts, who)
  }
  async function assertFewFiles({ session: { issuer, subject } }: SignedIn): Promise<void> {
    const { points, expiresAt } = await count(`wallet files ${JSON.stringify([issuer, subject])}`, HOUR)
    if (points <= MOST_FILES) return
    throw new ProblemError(
      'rate_limited',
      `You can make at most ${MOST_FILES} files in an hour: try again later.`,
      {
        retry_after: Math.max(1, Math.ceil((expiresAt - now()) / 1000)),
      },
    )
  }
  function activityParts(): ActivityParts {
    return { storage, findAgent: agentFinder(parts) }
  }
  function stillSignedIn(request: Request): () => Promise<void> {
    return async () => void (await access.signedIn(request))
  }

  return new Hono()
    .get('/wallet/api/session', async (context) => {
      const who = await access.find(context.req.raw)
      if (!who) {
        return context.json<WalletSession>({
          signed_in: false,
          sign_in: signInsOf(realms, publicUrl, logos),
        })
      }
      const own = await holdings(who)
      const others = realms.filter(
        ({ issuer, claim }) => issuer !== who.realm.issuer || claim !== who.realm.claim,
      )
      return context.json<WalletSession>({
        signed_in: true,
        user: { label: who.session.label },
        expires_at: isoTime(who.session.expiresAt),
        ends_at_issuer: who.session.idToken !== null,
        apps: who.realm.apps.map((each) => appName(each, logos)),
        forgettable: forgettable(own).map((holding) => nameOf(holding, logos)),
        sign_in: signInsOf(others, publicUrl, logos),
      })
    })
    .get('/wallet/api/home', async (context) => {
      const own = await holdings(await access.signedIn(context.req.raw))
      // The times of last use come from audit rows, which may not be written yet.
      await audit.flush()
      const home: WalletHome = {
        apps: await describeApps(parts, own, languageOf(context.req.raw)),
        approvals: await waitingApprovals(parts, own),
      }
      return context.json(home)
    })
    .get('/wallet/api/apps/:id', async (context) => {
      const own = await holdings(await access.signedIn(context.req.raw))
      const holding = ownHolding(own, context.req.param('id'))
      await audit.flush()
      return context.json(await describeApp(parts, holding, languageOf(context.req.raw)))
    })
    .get('/wallet/api/connections/:id', async (context) => {
      const own = await holdings(await access.signedIn(context.req.raw))
      const found = await ownGrant(parts, own, context.req.param('id'))
      await audit.flush()
      const [connection] = await describeConnections(parts, [found], languageOf(context.req.raw))
      const query = { connection: found.grant.id, app: found.holding.appId, limit: 20 }
      const activity = await activityPage(activityParts(), own, query)
      return context.json({ app: nameOf(found.holding, logos), connection, activity })
    })
    .get('/wallet/api/activity', async (context) => {
      const own = await holdings(await access.signedIn(context.req.raw))
      const query = readQuery(pageQuery, context.req.query())
      await audit.flush()
      return context.json(await activityPage(activityParts(), own, query))
    })
    .get('/wallet/api/activity.csv', async (context) => {
      const request = context.req.raw
      const who = await access.signedIn(request)
      const query = readQuery(filterQuery, context.req.query())
      await assertFewFiles(who)
      await audit.flush()
      const lines = activityCsv(activityParts(), await holdings(who), query, stillSignedIn(request))
      return context.body(textStream(lines), 200, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': 'attachment; filename="activity.csv"',
      })
    })
    .get('/wallet/api/filters', async (context) => {
      const own = await holdings(await access.signedIn(context.req.raw))
      const names = new Map(
        (await grantsOf(parts, own)).map(({ holding: { app }, grant: { provider } }) => [
          provider,
          app?.providers.get(provider)?.name ?? catalog.get(provider)?.name ?? provider,
        ]),
      )
      const findAgent = agentFinder(parts)
      const given = await agentsEverOf(parts, own)
      const agents = await Promise.all(
        given.map(async ({ holding: { app, appId }, agentId }) => ({
          agent_id: agentId,
          agent_name: (await findAgent(app, agentId))?.displayName ?? agentId,
          app_id: appId,
        })),
      )
      const filters: WalletFilters = {
        apps: own.map((holding) => nameOf(holding, logos)),
        providers: [...names].map(([provider, provider_name]) => ({ provider, provider_name })),
        agents: agents.toSorted((one, other) => one.agent_name.localeCompare(other.agent_name)),
      }
      return context.json(filters)
    })
    .get('/wallet/api/export', async (context) => {
      const request = context.req.raw
      const who = await access.signedIn(request)
      await assertFewFiles(who)
      const own = await holdings(who)
      const startedAt = now()
      for (const { appId } of own) {
        const event = await eventOf(storage, { id: appId }, who.session, own)
        audit.record({ ...event, action: 'export', outcome: 'ok', startedAt })
      }
      await audit.flush()
      const texts = exportOf(parts, who, own, {
        language: languageOf(request),
        assertSignedIn: stillSignedIn(request),
      })
      return context.body(textStream(texts), 200, {
        'content-type': 'application/json',
        'content-disposition': 'attachment; filename="wallet.json"',
      })
    })
    .post('/wallet/api/connections/:id/disconnect', async (context) => {
      const own = await holdings(await access.changer(context.req.raw))
      return context.json(await disconnect(parts, await ownGrant(parts, own, context.req.param('id'))))
    })
    .post('/wallet/api/connections/:id/extend', async (context) => {
      const own = await holdings(await access.changer(context.req.raw))
      return context.json(await extend(parts, own, context.req.param('id')))
    })
    .post('/wallet/api/delegations/:id/remove', async (context) => {
      const own = await holdings(await access.changer(context.req.raw))
      const id = context.req.param('id')
      const { removedAt } = await removeDelegation(parts, own, id)
      const removal: WalletRemoval = { delegation_id: id, removed_at: isoTime(removedAt) }
      return context.json(removal)
    })
    .get('/wallet/api/approvals/:id', async (context) => {
      const own = await holdings(await access.signedIn(context.req.raw))
      return context.json(await readApproval(parts, own, context.req.param('id')))
    })
    .post('/wallet/api/approvals/:id/approve', async (context) => {
      const own = await holdings(await access.changer(context.req.raw))
      return context.json(await decideApproval(parts, own, context.req.param('id'), { answer: 'yes' }))
    })
    .post('/wallet/api/approvals/:id/deny', async (context) => {
      const request = context.req.raw
      const who = await access.changer(request)
      const { reason } = await readJson(denialBody, request, {})
      const decision = { answer: 'no', reason } as const
      return context.json(await decideApproval(parts, await holdings(who), context.req.param('id'), decision))
    })
    .post('/wallet/api/forget', async (context) => {
      const request = context.req.raw
      const who = await access.changer(request)
      const { app_id } = await readJson(forgetBody, request, {})
      const forgetting = await forget(parts, who, await holdings(who), app_id)
      if (forgetting.signed_out) context.header('set-cookie', cookie.forget())
      return context.json(forgetting)
    })
    .post('/wallet/api/sign-out', async (context) => {
      const who = await access.changer(context.req.raw)
      await sessions.end(who.session.id)
      const app = realmApp(who)
      const event = await eventOf(storage, app ?? { id: who.session.appId }, who.session)
      audit.record({ ...event, action: 'sign_out', outcome: 'ok', startedAt: now() })
      context.header('set-cookie', cookie.forget())
      const hint = sessions.idToken(who.session, who.cookie)
      const url = app && hint !== null ? await issuerOf(app).signOutUrl(`${publicUrl}/wallet`, hint) : null
      const answer: WalletSignOut = url === null ? {} : { url }
      return context.json(answer)
    })
}

/** The app whose client the user signed in with, if it is still configured. */
function realmApp({ session, realm }: SignedIn) {
  return realm.apps.find(({ id }) => id === session.appId)
}
