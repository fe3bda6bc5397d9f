import { Hono } from 'hono'
import { auditCalls } from '../audit/calls.ts'
import { brandRoutes } from '../brand/routes.ts'
import { delegationRoutes } from '../grants/delegation-routes.ts'
import { revokeGrantsOf } from '../grants/revoke-user.ts'
import { grantRoutes } from '../grants/routes.ts'
import { agentRoutes } from '../identity/agent-routes.ts'
import { noteArrivals } from '../identity/arrivals.ts'
import { keyRoutes } from '../identity/key-routes.ts'
import { meRoute } from '../identity/me-route.ts'
import { identityRoutes } from '../identity/routes.ts'
import { operationRoutes } from '../operation.ts'
import { pageRoutes } from '../page/page.ts'
import { createUseLimit } from '../policies/use-limit.ts'
import { providerRoutes } from '../provider-routes.ts'
import { proxyRoute } from '../proxy/route.ts'
import { referenceRoutes } from '../reference/routes.ts'
import type { Rooms } from './rooms.ts'

/** All routes in the order in which they are matched. Calls of routes before `auditCalls` are not in the audit. */
export function wireRoutes(rooms: Rooms): Hono {
  const { ground, audit, grants, agents, use, approvals, logos, sessions, wallet } = rooms
  const { settings, storage, keyring, metrics, admission, count, now } = ground
  const { apps, publicUrl, metricsToken, strictAudit, auditPaths } = settings
  const { callers, keyStore } = rooms.identity
  const { store, delegations, delegated, revocations } = grants
  const routes = new Hono()
    .route('/', operationRoutes({ storage, metrics, metricsToken, isClosing: () => admission.isClosing() }))
    .route('/', pageRoutes())
    .route('/', brandRoutes(logos))
    .use(admission.refuseLate)
    .route('/', wallet.routes)
    .use(auditCalls({ audit, callers, now }))
    .use(noteArrivals(callers))
    .route('/', sessions.routes)
    .route(
      '/',
      grantRoutes({
        publicUrl,
        callers,
        storage,
        store,
        delegations,
        agents,
        keyring,
        revocations,
        audit,
        now,
      }),
    )
    .route('/', delegationRoutes({ callers, store, delegations, delegated, agents, audit, now }))
    .route(
      '/',
      identityRoutes({
        apps,
        callers,
        storage,
        audit,
        now,
        revokeGrants: (app, user, by) =>
          revokeGrantsOf({ store, keyring, revocations, audit, now }, app, user, by),
        endSignIns: (issuers, subject) => wallet.endSignIns(issuers, subject),
        endByLogoutToken: (app, token) => wallet.endByLogoutToken(app, token),
      }),
    )
    .route('/', meRoute(callers))
    .route('/', approvals.routes)
    .route('/', agentRoutes({ callers, store: agents, keys: keyStore, count, audit, now }))
    .route('/', keyRoutes({ callers, store: keyStore, count, audit, now }))
    .route('/', providerRoutes(apps, publicUrl, callers))
    .route(
      '/',
      proxyRoute({
        ...use,
        callers,
        limitUses: createUseLimit(settings.limits.usesPerUserPerMinute, now),
        askApproval: approvals.ask,
        audit,
        strictAudit,
        auditPaths,
      }),
    )
  return routes.route('/', referenceRoutes(routes, publicUrl))
}
