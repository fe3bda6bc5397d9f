import { addEvent, calendarEvents } from './calendar.ts'
import { type Account, accountNumber, nameFrom } from './directory.ts'
import type { ApiAnswer, Caller, Kept, StandIn } from './stand-in.ts'

function scope(name: string): string {
  return `https://www.googleapis.com/auth/${name}`
}
const EVENTS = '/calendar/v3/calendars/primary/events'
const calendarScopes = ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly'].map(
  scope,
)
const writeScopes = ['calendar', 'calendar.events'].map(scope)

function account(email: string, name: string): Account {
  return {
    sub: accountNumber(email, 21),
    login: email,
    email,
    name,
  }
}

/** Google's accounts, consent and Calendar API. */
export const google: StandIn = {
  id: 'google',
  name: 'Google',
  standsFor: 'Google',
  icon: 'google',
  accounts: [
    account('ada@work.example', 'Ada Lovelace'),
    account('ada@home.example', 'Ada King'),
    account('grace@navy.example', 'Grace Hopper'),
    account('alan@bletchley.example', 'Alan Turing'),
  ],
  openAccount: (login) => account(login, nameFrom(login)),
  loginLabel: 'E-mail address',
  loginType: 'email',
  texts: {
    chooseTitle: 'Choose an account',
    consentTitle: (app) => `${app} wants to access your Google Account`,
  },
  consent: 'asked',
  basicScopes: [
    { scope: 'openid', text: 'Know which account is yours' },
    { scope: 'email', text: 'See your e-mail address' },
    { scope: 'profile', text: 'See your name and picture' },
  ],
  optionalScopes: [
    { scope: scope('calendar.readonly'), text: 'See the events on all your calendars' },
    { scope: scope('calendar.events.readonly'), text: 'See the events on your calendars' },
    { scope: scope('calendar.events'), text: 'See and change the events on all your calendars' },
    { scope: scope('calendar'), text: 'See, change, share and delete all your calendars' },
    { scope: scope('gmail.readonly'), text: 'Read your e-mail and its settings' },
    { scope: scope('gmail.send'), text: 'Send e-mail as you' },
    { scope: scope('drive.readonly'), text: 'See and download all your Drive files' },
    { scope: scope('drive.file'), text: 'See and change the Drive files that you use with this app' },
    { scope: scope('contacts.readonly'), text: 'See and download your contacts' },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'given_name'] },
  claimsOf: ({ sub, email, name }) => ({
    sub,
    email,
    email_verified: true,
    name,
    given_name: name.split(' ')[0],
  }),
  routes: {
    authorization: '/o/oauth2/v2/auth',
    token: '/token',
    revocation: '/revoke',
    userinfo: '/oauth2/v3/userinfo',
  },
  scopeSeparator: ' ',
  hintParameter: 'login_hint',
  refreshTokens: 'offline',
  rotatesRefreshTokens: false,
  api: (path, caller, kept) => {
    if (path !== EVENTS) return undefined
    if (!caller) return invalidCredentials
    if (!calendarScopes.some((name) => caller.token.scopes.has(name))) return insufficientScope
    const added = kept.get(caller.account.sub) ?? []
    return { status: 200, body: calendarEvents(caller.account, caller.token.iat, added) }
  },
  adds: { [EVENTS]: addToCalendar },
}

function addToCalendar(caller: Caller | undefined, body: unknown, kept: Kept): ApiAnswer {
  if (!caller) return invalidCredentials
  if (!writeScopes.some((name) => caller.token.scopes.has(name))) return insufficientScope
  const added = kept.get(caller.account.sub) ?? []
  const event = addEvent(caller.account, body, added.length + 1)
  if (!event) return badRequest
  kept.set(caller.account.sub, [...added, event])
  return { status: 200, body: event }
}

/** @see https://developers.google.com/workspace/calendar/api/v3/reference/events/insert */
const badRequest: ApiAnswer = {
  status: 400,
  body: {
    error: {
      code: 400,
      message: 'Missing start or end time.',
      errors: [{ message: 'Missing start or end time.', domain: 'global', reason: 'required' }],
      status: 'INVALID_ARGUMENT',
    },
  },
}

/** @see https://developers.google.com/workspace/calendar/api/guides/errors */
const invalidCredentials: ApiAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  body: {
    error: {
      code: 401,
      message:
        'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      errors: [
        {
          message: 'Invalid Credentials',
          domain: 'global',
          reason: 'authError',
          location: 'Authorization',
          locationType: 'header',
        },
      ],
      status: 'UNAUTHENTICATED',
    },
  },
}

const insufficientScope: ApiAnswer = {
  status: 403,
  headers: {
    'www-authenticate': `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="${calendarScopes.join(' ')}"`,
  },
  body: {
    error: {
      code: 403,
      message: 'Request had insufficient authentication scopes.',
      errors: [{ message: 'Insufficient Permission', domain: 'global', reason: 'insufficientPermissions' }],
      status: 'PERMISSION_DENIED',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
          domain: 'googleapis.com',
          metadata: { service: 'calendar-json.googleapis.com' },
        },
      ],
    },
  },
}
