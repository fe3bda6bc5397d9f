import { type Account, accountNumber, nameFrom } from './directory.ts'
import type { ApiAnswer, StandIn } from './stand-in.ts'

function account(login: string, name: string): Account {
  return {
    sub: accountNumber(login, 8),
    login,
    email: `${login}@users.noreply.github.example`,
    name,
  }
}

const repositories: Record<string, string[]> = {
  'ada-lovelace': ['analytical-engine', 'bernoulli'],
  ghopper: ['flow-matic', 'nanosecond'],
}

/** GitHub: plain OAuth 2, no ID token; the account is learned from `GET /user`. */
export const github: StandIn = {
  id: 'github',
  name: 'GitHub',
  standsFor: 'GitHub',
  icon: 'github',
  accounts: [
    account('ada-lovelace', 'Ada Lovelace'),
    account('ghopper', 'Grace Hopper'),
    account('aturing', 'Alan Turing'),
  ],
  openAccount: (login) => account(login, nameFrom(login)),
  loginLabel: 'User name',
  loginType: 'text',
  texts: { chooseTitle: 'Sign in to GitHub', consentTitle: (app) => `Authorize ${app}` },
  consent: 'asked',
  basicScopes: [
    { scope: 'read:user', text: 'Read your profile' },
    { scope: 'user:email', text: 'Read your e-mail addresses' },
  ],
  optionalScopes: [
    { scope: 'repo', text: 'Read and write your repositories' },
    { scope: 'read:org', text: 'Read your organizations and teams' },
    { scope: 'gist', text: 'Write your gists' },
    { scope: 'user', text: 'Read and change your profile' },
  ],
  claims: { openid: ['sub'] },
  claimsOf: ({ sub }) => ({ sub }),
  routes: {
    authorization: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    revocation: '/login/oauth/revoke',
    userinfo: '/user',
  },
  scopeSeparator: ',',
  hintParameter: 'login',
  refreshTokens: 'always',
  rotatesRefreshTokens: true,
  adds: {},
  api: (path, caller) => {
    if (path !== '/user' && path !== '/user/repos') return undefined
    if (!caller) return badCredentials
    const { sub, login, name, email } = caller.account
    const owner = { login, id: Number(sub), type: 'User' }
    const headers = { 'x-oauth-scopes': [...caller.token.scopes].join(', ') }
    if (path === '/user') return { status: 200, headers, body: { ...owner, name, email } }
    const body = (repositories[login] ?? ['hello-world']).map((repository) => ({
      id: Number(accountNumber(`${login}/${repository}`, 9)),
      name: repository,
      full_name: `${login}/${repository}`,
      private: false,
      owner,
    }))
    return { status: 200, headers, body }
  },
}

/** @see https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api */
const badCredentials: ApiAnswer = {
  status: 401,
  body: { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' },
}
