import { plainOAuth2, type ProviderEntry } from './entry.ts'
import { mergeScopeRules, plainScopes } from './scopes.ts'

/**
 * Endpoints come from its discovery document, API hosts are those of its own client for Node.js. Not checked against
 * the provider's documentation: when a refresh token is issued, what a revocation ends.
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
  // Without `consent` a second authorization comes without a refresh token.
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
  logo: {
    path: 'M12.48 10.92v3.28h7.84c-.24 1.84-.853 3.187-1.787 4.133-1.147 1.147-2.933 2.4-6.053 2.4-4.827 0-8.6-3.893-8.6-8.72s3.773-8.72 8.6-8.72c2.6 0 4.507 1.027 5.907 2.347l2.307-2.307C18.747 1.44 16.133 0 12.48 0 5.867 0 .307 5.387.307 12s5.56 12 12.173 12c3.573 0 6.267-1.173 8.373-3.36 2.16-2.16 2.84-5.213 2.84-7.667 0-.76-.053-1.467-.173-2.053H12.48z',
    light: '#4285F4',
    dark: '#4285F4',
  },
}
