import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Endpoints come from its discovery document, API hosts from its own client for Node.js. Not checked against the
 * documentation: when it issues a refresh token, and what a revocation ends.
 * @see https://developers.google.com/identity/openid-connect/reference
 * @see https://github.com/googleapis/google-api-nodejs-client
 */
export const google: ProviderEntry = {
  ...plainOAuth2,
  name: 'Google',
  issuer: 'https://accounts.google.com',
  endpoints: {},
  openid: true,
  identity_scopes: ['openid', 'email', 'profile'],
  // Without `consent` a second authorization brings no refresh token.
  authorization_parameters: { access_type: 'offline' },
  prompt: { always: ['consent'], choose_account: ['select_account'], unproven: [] },
  login_hint: 'login_hint',
  scope_rules: mergeScopeRules(plainScopes, {
    aliases: {
      email: 'https://www.googleapis.com/auth/userinfo.email',
      profile: 'https://www.googleapis.com/auth/userinfo.profile',
      'https://www.google.com/m8/feeds/': 'https://www.googleapis.com/auth/contacts',
    },
    implies: {
      '*': ['*.readonly'],
      'https://mail.google.com/': ['https://www.googleapis.com/auth/gmail.*'],
      'https://www.googleapis.com/auth/drive': ['https://www.googleapis.com/auth/drive.*'],
      'https://www.googleapis.com/auth/drive.readonly': [
        'https://www.googleapis.com/auth/drive.metadata.readonly',
      ],
      'https://www.googleapis.com/auth/calendar': ['https://www.googleapis.com/auth/calendar.*'],
      'https://www.googleapis.com/auth/gmail.modify': [
        'https://www.googleapis.com/auth/gmail.readonly',
        'https://www.googleapis.com/auth/gmail.compose',
        'https://www.googleapis.com/auth/gmail.labels',
        'https://www.googleapis.com/auth/gmail.metadata',
        'https://www.googleapis.com/auth/gmail.send',
      ],
      'https://www.googleapis.com/auth/gmail.readonly': ['https://www.googleapis.com/auth/gmail.metadata'],
      'https://www.googleapis.com/auth/gmail.compose': ['https://www.googleapis.com/auth/gmail.send'],
    },
  }),
  account: { id: ['sub'], identifier: ['email', 'name', 'sub'], display_name: ['name'], email: ['email'] },
  revoking_ends_authorization: true,
  request_headers: [
    'x-goog-user-project',
    'x-goog-fieldmask',
    'x-upload-content-type',
    'x-upload-content-length',
  ],
  manage_url: 'https://myaccount.google.com/connections',
  api_hosts: [
    'www.googleapis.com',
    'openidconnect.googleapis.com',
    'gmail.googleapis.com',
    'people.googleapis.com',
    'sheets.googleapis.com',
    'docs.googleapis.com',
    'slides.googleapis.com',
    'forms.googleapis.com',
    'tasks.googleapis.com',
    'chat.googleapis.com',
    'meet.googleapis.com',
    'youtube.googleapis.com',
    'admin.googleapis.com',
  ],
}
