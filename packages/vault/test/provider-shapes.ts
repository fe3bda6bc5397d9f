/**
 * A shortened answer of a provider, and the account in it. None was recorded from a live service. Token responses
 * follow the documentation or library of GitHub, GitLab, Notion, Microsoft, Discord, Slack, Linear, Box, Zoom, Asana,
 * Stripe and Shopify; account documents those of Discord, Slack, Atlassian, HubSpot and Airtable. The others were
 * written from memory.
 */
export interface Shape {
  token: Record<string, unknown>
  document?: unknown
  account: { id: string; identifier: string; displayName: string | null; email: string | null }
  fields?: Record<string, string>
  /** Parameters of the browser's return besides `code` and `state`. */
  callback?: string
  /** Answer to a refresh. Absent when tokens do not expire. */
  refreshed?: Record<string, unknown>
}

function bearer(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    access_token: 'the-access-token',
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: 'the-refresh-token',
    ...more,
  }
}

const refreshed = bearer({ access_token: 'the-second-token' })
const rotated = bearer({ access_token: 'the-second-token', refresh_token: 'the-second-refresh-token' })
const email = 'ada@work.example'
const name = 'Ada Lovelace'
const ada = { displayName: name, email }

export const shapes: Record<string, Shape> = {
  google: {
    token: bearer({ scope: 'openid one two' }),
    document: { sub: '110248495921238986420', name, email, email_verified: true },
    account: { id: '110248495921238986420', identifier: email, ...ada },
    refreshed: { access_token: 'the-second-token', token_type: 'Bearer', expires_in: 3599 },
  },
  microsoft: {
    token: bearer({ scope: 'one two User.Read', ext_expires_in: 3600 }),
    document: {
      id: '48d31887-5fad-4d73-a9f5-3c356e68a038',
      displayName: name,
      mail: email,
      userPrincipalName: 'ada@acme.onmicrosoft.com',
    },
    account: { id: '48d31887-5fad-4d73-a9f5-3c356e68a038', identifier: email, ...ada },
    refreshed: rotated,
  },
  github: {
    token: { access_token: 'the-access-token', scope: 'one,two,read:user', token_type: 'bearer' },
    document: { login: 'ada-lovelace', id: 583231, name, email: null },
    account: { id: '583231', identifier: 'ada-lovelace', displayName: name, email: null },
  },
  gitlab: {
    token: bearer({ created_at: 1607635748 }),
    document: { id: 1, username: 'ada_l', name, email, state: 'active' },
    account: { id: '1', identifier: 'ada_l', ...ada },
    refreshed: rotated,
  },
  slack: {
    token: {
      ok: true,
      app_id: 'A0KRD7HC3',
      authed_user: {
        id: 'U1234',
        scope: 'one,two',
        access_token: 'the-access-token',
        token_type: 'user',
        expires_in: 43200,
        refresh_token: 'the-refresh-token',
      },
      team: { id: 'T9TK3CUKW', name: 'Engines' },
      enterprise: null,
    },
    document: {
      ok: true,
      url: 'https://engines.slack.com/',
      team: 'Engines',
      user: 'ada',
      team_id: 'T9TK3CUKW',
      user_id: 'U1234',
    },
    account: { id: 'T9TK3CUKW/U1234', identifier: 'ada (Engines)', displayName: 'ada', email: null },
    refreshed: {
      ok: true,
      access_token: 'the-second-token',
      refresh_token: 'the-second-refresh-token',
      token_type: 'user',
      expires_in: 43200,
    },
  },
  notion: {
    token: {
      access_token: 'the-access-token',
      token_type: 'bearer',
      refresh_token: 'the-refresh-token',
      bot_id: 'b3414d65-1224-5d00-a8a2-3e8e7a3a2a91',
      workspace_id: 'w-1',
      workspace_name: 'Engines',
      owner: { type: 'user', user: { object: 'user', id: 'u-1', name, person: { email } } },
    },
    account: { id: 'w-1/u-1', identifier: `${email} (Engines)`, ...ada },
    refreshed: rotated,
  },
  linear: {
    token: bearer({ scope: 'read one two' }),
    document: { data: { viewer: { id: 'v-1', name, email, organization: { name: 'Engines' } } } },
    account: { id: 'v-1', identifier: `${email} (Engines)`, ...ada },
    refreshed: rotated,
  },
  atlassian: {
    token: bearer({ scope: 'one two read:me offline_access' }),
    document: { account_type: 'atlassian', account_id: 'a-1', email, name },
    account: { id: 'a-1', identifier: email, ...ada },
    refreshed: rotated,
  },
  salesforce: {
    token: {
      access_token: 'the-access-token',
      refresh_token: 'the-refresh-token',
      signature: 'x',
      scope: 'one two id refresh_token',
      instance_url: 'https://acme.my.salesforce.com',
      id: 'https://login.salesforce.com/id/00D/005',
      token_type: 'Bearer',
      issued_at: '1278448384422',
    },
    document: {
      sub: 'https://login.salesforce.com/id/00D/005',
      user_id: '005',
      organization_id: '00D',
      preferred_username: 'ada@acme.example',
      name,
      email,
    },
    account: { id: '00D/005', identifier: 'ada@acme.example', ...ada },
    refreshed: {
      access_token: 'the-second-token',
      instance_url: 'https://acme.my.salesforce.com',
      token_type: 'Bearer',
    },
  },
  hubspot: {
    token: bearer({ expires_in: 1800 }),
    document: {
      portalId: 62515,
      accountType: 'STANDARD',
      timeZone: 'US/Eastern',
      uiDomain: 'app.hubspot.com',
    },
    account: {
      id: '62515',
      identifier: 'HubSpot account 62515',
      displayName: 'HubSpot account 62515',
      email: null,
    },
    refreshed,
  },
  dropbox: {
    token: bearer({ scope: 'account_info.read one two', uid: '12345', account_id: 'dbid:AAH4f99' }),
    document: {
      account_id: 'dbid:AAH4f99',
      name: { display_name: name, given_name: 'Ada' },
      email,
      email_verified: true,
    },
    account: { id: 'dbid:AAH4f99', identifier: email, ...ada },
    refreshed: { access_token: 'the-second-token', expires_in: 14400, token_type: 'bearer' },
  },
  box: {
    token: bearer({ restricted_to: [] }),
    document: { type: 'user', id: '11446498', name, login: email },
    account: { id: '11446498', identifier: email, ...ada },
    refreshed: rotated,
  },
  zoom: {
    token: bearer({ scope: 'one two user:read:user', api_url: 'https://api.zoom.us' }),
    document: {
      id: 'KDcuGIm1QgePTO8WbOqwIQ',
      first_name: 'Ada',
      last_name: 'Lovelace',
      email,
      account_id: 'x',
    },
    account: { id: 'KDcuGIm1QgePTO8WbOqwIQ', identifier: email, ...ada },
    refreshed: rotated,
  },
  discord: {
    token: bearer({ scope: 'identify one two' }),
    document: {
      id: '80351110224678912',
      username: 'ada',
      discriminator: '0',
      global_name: name,
      verified: true,
      email,
    },
    account: { id: '80351110224678912', identifier: 'ada', ...ada },
    refreshed: rotated,
  },
  spotify: {
    token: bearer({ scope: 'one two' }),
    document: { display_name: name, id: 'wizzler', type: 'user', email },
    account: { id: 'wizzler', identifier: name, displayName: name, email: null },
    refreshed: { access_token: 'the-second-token', token_type: 'Bearer', scope: 'one two', expires_in: 3600 },
  },
  figma: {
    token: {
      user_id: 1,
      access_token: 'the-access-token',
      refresh_token: 'the-refresh-token',
      expires_in: 7776000,
    },
    document: { id: '1', email, handle: name, img_url: 'https://www.figma.com/x' },
    account: { id: '1', identifier: email, ...ada },
    refreshed: { access_token: 'the-second-token', expires_in: 7776000 },
  },
  asana: {
    token: bearer({ data: { id: 4673218951, gid: '4673218951', name, email } }),
    account: { id: '4673218951', identifier: email, ...ada },
    refreshed,
  },
  airtable: {
    token: bearer({ scope: 'one two user.email:read', refresh_expires_in: 5184000 }),
    document: { id: 'usrL2PNC5o3H4lBEi', email },
    account: { id: 'usrL2PNC5o3H4lBEi', identifier: email, displayName: null, email },
    refreshed: rotated,
  },
  stripe: {
    token: {
      access_token: 'the-access-token',
      livemode: false,
      refresh_token: 'the-refresh-token',
      token_type: 'bearer',
      stripe_publishable_key: 'pk_test_x',
      stripe_user_id: 'acct_1032D82eZvKYlo2C',
      scope: 'one two',
    },
    document: {
      id: 'acct_1032D82eZvKYlo2C',
      object: 'account',
      email,
      business_profile: { name: null },
      settings: { dashboard: { display_name: name } },
    },
    account: { id: 'acct_1032D82eZvKYlo2C', identifier: name, ...ada },
    refreshed,
  },
  shopify: {
    token: {
      access_token: 'the-access-token',
      scope: 'one,two',
      expires_in: 3600,
      refresh_token: 'the-refresh-token',
      refresh_token_expires_in: 7776000,
    },
    document: {
      data: {
        shop: {
          id: 'gid://shopify/Shop/1',
          name: 'Engines',
          email,
          myshopifyDomain: 'engines.myshopify.com',
        },
      },
    },
    account: {
      id: 'gid://shopify/Shop/1',
      identifier: 'engines.myshopify.com',
      displayName: 'Engines',
      email,
    },
    fields: { shop: 'engines' },
    callback: '&shop=engines.myshopify.com',
    refreshed: {
      access_token: 'the-second-token',
      scope: 'one,two',
      expires_in: 3600,
      refresh_token: 'the-second-refresh-token',
      refresh_token_expires_in: 7776000,
    },
  },
}
