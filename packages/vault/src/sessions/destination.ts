import type { CreateSessionRequest, Delivery } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import { ORIGIN_RULE, parseOrigin } from '../config/web-address.ts'
import { invalidField } from '../problem.ts'

/** How and where the outcome of a session returns to the app. */
export interface Destination {
  delivery: Delivery
  allowedOrigin: string | null
  returnUrl: string | null
}

/** The destination that the app asks for, or its default. Throws `invalid_request` naming the field. */
export function chooseDestination(app: App, request: CreateSessionRequest): Destination {
  // Without a value the window decides, so that one session works in a popup on a desktop and in a tab on a phone.
  const delivery = request.delivery ?? 'popup'
  if (delivery === 'poll') return { delivery, allowedOrigin: null, returnUrl: null }
  const returnUrl = request.return_url === undefined ? undefined : checkReturnUrl(app, request.return_url)
  const allowedOrigin =
    request.allowed_origin === undefined
      ? (returnUrl?.origin ?? app.origins[0])
      : checkOrigin(app, request.allowed_origin)
  if (allowedOrigin === undefined)
    throw invalidField(
      'allowed_origin',
      `${app.id} has no registered origins: add origins to the app in the config`,
    )
  return { delivery, allowedOrigin, returnUrl: returnUrl?.href ?? `${allowedOrigin}/` }
}

function checkOrigin(app: App, text: string): string {
  const origin = parseOrigin(text)
  if (origin === undefined) throw invalidField('allowed_origin', ORIGIN_RULE)
  return assertRegistered(app, origin, 'allowed_origin')
}

function checkReturnUrl(app: App, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw invalidField('return_url', 'must be an http or https URL')
  }
  assertRegistered(app, url.origin, 'return_url')
  return url
}

function assertRegistered(app: App, origin: string, field: string): string {
  if (app.origins.includes(origin)) return origin
  const registered = app.origins.join(', ') || 'none'
  throw invalidField(field, `${origin} is not a registered origin of ${app.id}; registered: ${registered}`)
}
