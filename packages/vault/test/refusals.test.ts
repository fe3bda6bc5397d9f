import { createHash } from 'node:crypto'
import { describe, expect } from 'vitest'
import { printable } from '../src/providers/printable.ts'
import { vaultTest } from './fixtures.ts'
import { flowAt, plainProvider } from './plain-flow.ts'

const test = vaultTest(({ plainServer }) => ({
  app: {
    providers: { plain: plainProvider(plainServer, { name: 'Plain', denial_errors: ['Talk_To_The_Hand'] }) },
  },
  vault: { allow_private_network: true },
})).extend('flow', ({ backend, plain }) => flowAt(backend, plain))

describe('12.3: the user’s no', () => {
  test.for([
    'access_denied',
    'ACCESS_DENIED',
    'user_cancelled_login',
    'user_cancelled_authorize',
    'user_denied',
    'cancelled',
    'canceled',
    'denied',
    'authorization_declined',
    'talk_to_the_hand',
    'user_canceled_authorize',
    'UserCancelledAuthorizationRequest',
    'userCancelled',
    'access-denied',
    'user%20denied%20access',
    'cancelled_by_user',
    'resource_owner_denied_access',
    'consent_rejected',
    'user_aborted',
  ])('as %s', async (error, { flow }) => {
    expect(await flow.connect(`error=${error}`)).toMatchObject({ status: 'failed', error: 'access_denied' })
  })

  test.for(['client_rejected', 'request_denied', 'permission_denied', 'denied_scope', 'user_not_found'])(
    'is not %s',
    async (error, { flow }) => {
      expect(await flow.connect(`error=${error}`)).toMatchObject({ error: 'provider_error' })
    },
  )

  test('without an error, as OAuth 1 had it', async ({ flow }) => {
    expect(await flow.connect('denied=vJ5kmwAAAAAAXahnAAABTpIuzDY')).toMatchObject({ error: 'access_denied' })
  })

  test('is no longer one where a code or another error comes with it', async ({ flow }) => {
    expect(await flow.connect('denied=1&error=server_error')).toMatchObject({ error: 'provider_error' })
    expect(await flow.connect('denied=1&code=the-code')).toMatchObject({ status: 'completed' })
  })
})

describe('12.22: the user’s no, or what is to be done,', () => {
  test.for<[string, string, string]>([
    ['consent_required', 'access_denied', 'was not given consent'],
    ['login_required', 'interaction_required', 'sign in there first'],
    ['interaction_required', 'interaction_required', 'there first'],
    ['account_selection_required', 'interaction_required', 'choose an account'],
    ['Login_Required', 'interaction_required', 'sign in there first'],
    ['loginRequired', 'interaction_required', 'there first'],
    ['insufficient_user_authentication', 'interaction_required', 'there first'],
    ['mfa_required', 'interaction_required', 'there first'],
  ])('as %s', async ([error, code, said], { flow }) => {
    expect(await flow.connect(`error=${error}&error_description=because`)).toMatchObject({
      status: 'failed',
      error: code,
      error_description: expect.stringMatching(new RegExp(`^Plain .*${said}.*: because$`)),
    })
  })
})

describe('12.3: redaction', () => {
  test.for([
    'user_cancelled_authorize',
    'unsupported_response_type',
    'account_selection_required',
    'unmet_authentication_requirements',
    'insufficient_user_authentication',
    'request_uri_not_supported',
    'application_not_installed_for_this_workspace',
    'OAUTH_APPROVAL_ERROR_GENERIC_2',
    'AADSTS50076_mfa_required_by_policy',
    'UserCancelledAuthorizationRequest',
    'org.example.oauth.ConsentDeclinedByUser',
    'oauth2client_not_allowed_for_user',
    'com.example.signin.2fa_required_by_policy',
    'AzureB2CPolicyNotFoundForTenant',
    'x509certificate_not_accepted_for_client',
    'https://www.googleapis.com/auth/calendar.readonly',
    'https://docs.example.com/oauth2/errors/access-denied',
  ])('lets %s stand', async (error, { flow }) => {
    expect(printable(error)).toBe(error)
    const { error_description } = await flow.connect(`error=${encodeURIComponent(error)}`)
    expect(error_description).toContain(error)
    expect(flow.system.log.join()).toContain(error)
  })

  test.each([
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl',
    'sk_live_51HxYzAbCdEfGhIjKlMnOpQr',
    'xoxb-123456789012-abcdefGHIJKL',
    'ya29.a0AfH6SMBx-3kQzY7wUvT',
    '550e8400-e29b-41d4-a716-446655440000',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'mfrggzdfmztwq2lkmz2w4z3lnrwg',
    'qjwkzxhfpdmqnvbtwlrkcgsyhu',
    'QmFzZVNpeHR5Rm91clRleHQ=QmFzZVNp',
    '1234567890123456789012345',
    'fvKQIklpdjeztWAQ-gzyAWSZAPDHPSLuxfEsmvXQkXc',
    'qk3zxv-wp7rtb-jd2nmq-hc9lfg',
    'tok_q7w_e8r_t9y_u1i_o2p_a3s',
    'ghp_a1bcdefghij_k2lmnopqrst',
    'session_token_q7wertyuiopasd',
    'BKXQ-4TZRM-WPLHF-NQDVS-JCGYK',
  ])('removes %s', (secret) => {
    expect(printable(`about Bearer ${secret}!`)).toBe('about Bearer [removed]!')
  })

  test('removes what was drawn by lot, whatever its alphabet', () => {
    for (let round = 0; round < 2000; round += 1) {
      const bytes = createHash('sha256').update(String(round)).digest()
      for (const drawn of [bytes.toString('base64url'), bytes.toString('hex'), bytes.toString('base64')]) {
        expect(printable(drawn)).toContain('[removed]')
      }
    }
  })
})
