import { nameFrom } from './directory.ts'
import type { StandIn } from './stand-in.ts'

/** The identity provider that people sign in to the app with. */
export const identity: StandIn = {
  id: 'identity',
  name: 'Local ID',
  standsFor: 'an identity provider',
  icon: 'openid',
  accounts: [
    { sub: 'ada', login: 'ada@lovelace.example', email: 'ada@lovelace.example', name: 'Ada Lovelace' },
    { sub: 'grace', login: 'grace@hopper.example', email: 'grace@hopper.example', name: 'Grace Hopper' },
    { sub: 'alan', login: 'alan@turing.example', email: 'alan@turing.example', name: 'Alan Turing' },
  ],
  openAccount: (login) => ({ sub: login, login, email: login, name: nameFrom(login) }),
  loginLabel: 'E-mail address',
  loginType: 'email',
  texts: { chooseTitle: 'Sign in', consentTitle: (app) => `${app} wants to know who you are` },
  consent: 'implied',
  basicScopes: [
    { scope: 'openid', text: 'Know that it is you' },
    { scope: 'email', text: 'See your e-mail address' },
    { scope: 'profile', text: 'See your name' },
  ],
  optionalScopes: [],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  claimsOf: ({ sub, email, name }) => ({ sub, email, email_verified: true, name }),
  routes: { authorization: '/authorize', token: '/token', revocation: '/revoke', userinfo: '/userinfo' },
  scopeSeparator: ' ',
  hintParameter: 'login_hint',
  refreshTokens: 'always',
  rotatesRefreshTokens: true,
  api: () => undefined,
  adds: {},
}
