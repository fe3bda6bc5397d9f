/** Things that a scope gives access to. */
export type Thing =
  | 'account'
  | 'calendars'
  | 'channels'
  | 'comments'
  | 'contacts'
  | 'customers'
  | 'deals'
  | 'designs'
  | 'documents'
  | 'email'
  | 'files'
  | 'history'
  | 'issues'
  | 'mail'
  | 'meetings'
  | 'messages'
  | 'music'
  | 'orders'
  | 'organizations'
  | 'pages'
  | 'payments'
  | 'people'
  | 'playlists'
  | 'products'
  | 'profile'
  | 'projects'
  | 'recordings'
  | 'repositories'
  | 'servers'
  | 'spreadsheets'
  | 'tables'
  | 'tasks'
  | 'teams'

export type Access = 'read' | 'write' | 'change'

/** Meanings with a sentence of their own. */
export type Special = 'everything' | 'identity' | 'offline' | 'send mail' | 'send messages' | 'chosen files'

/** The meaning of a scope. */
export type Meaning = readonly [Access, Thing] | Special

/** The common scopes of each catalog entry. Scopes that only identify the account mean `identity`. */
export const SCOPE_MEANINGS: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  airtable: {
    'data.records:read': ['read', 'tables'],
    'data.records:write': ['write', 'tables'],
    'data.recordComments:read': ['read', 'comments'],
    'data.recordComments:write': ['write', 'comments'],
    'schema.bases:read': ['read', 'tables'],
    'schema.bases:write': ['write', 'tables'],
    'user.email:read': ['read', 'email'],
  },
  asana: {
    default: 'everything',
    'tasks:read': ['read', 'tasks'],
    'tasks:write': ['write', 'tasks'],
    'projects:read': ['read', 'projects'],
    'projects:write': ['write', 'projects'],
    'users:read': ['read', 'people'],
    'workspaces:read': ['read', 'organizations'],
    openid: 'identity',
    email: ['read', 'email'],
    profile: ['read', 'profile'],
  },
  atlassian: {
    'read:me': ['read', 'profile'],
    'read:account': ['read', 'profile'],
    'read:jira-work': ['read', 'issues'],
    'write:jira-work': ['write', 'issues'],
    'read:jira-user': ['read', 'people'],
    'manage:jira-project': ['write', 'projects'],
    'read:confluence-content.all': ['read', 'pages'],
    'write:confluence-content': ['write', 'pages'],
    'read:page:confluence': ['read', 'pages'],
    'write:page:confluence': ['write', 'pages'],
    offline_access: 'offline',
  },
  box: {
    root_readonly: ['read', 'files'],
    root_readwrite: ['write', 'files'],
    manage_managed_users: ['write', 'people'],
    manage_groups: ['write', 'teams'],
  },
  discord: {
    identify: ['read', 'profile'],
    email: ['read', 'email'],
    guilds: ['read', 'servers'],
    'guilds.members.read': ['read', 'servers'],
    connections: ['read', 'account'],
    'messages.read': ['read', 'messages'],
  },
  dropbox: {
    'account_info.read': ['read', 'profile'],
    'account_info.write': ['write', 'profile'],
    'files.metadata.read': ['read', 'files'],
    'files.metadata.write': ['write', 'files'],
    'files.content.read': ['read', 'files'],
    'files.content.write': ['write', 'files'],
    'sharing.read': ['read', 'files'],
    'sharing.write': ['write', 'files'],
    'contacts.read': ['read', 'contacts'],
    'contacts.write': ['write', 'contacts'],
  },
  figma: {
    'current_user:read': ['read', 'profile'],
    'files:read': ['read', 'designs'],
    'file_content:read': ['read', 'designs'],
    'file_metadata:read': ['read', 'designs'],
    'file_comments:read': ['read', 'comments'],
    'file_comments:write': ['write', 'comments'],
    'projects:read': ['read', 'projects'],
  },
  github: {
    repo: ['write', 'repositories'],
    public_repo: ['write', 'repositories'],
    'read:org': ['read', 'organizations'],
    'write:org': ['write', 'organizations'],
    'admin:org': ['write', 'organizations'],
    user: ['write', 'profile'],
    'read:user': ['read', 'profile'],
    'user:email': ['read', 'email'],
    project: ['write', 'projects'],
    'read:project': ['read', 'projects'],
    gist: ['write', 'files'],
    notifications: ['read', 'messages'],
  },
  gitlab: {
    api: 'everything',
    read_api: ['read', 'account'],
    read_user: ['read', 'profile'],
    read_repository: ['read', 'repositories'],
    write_repository: ['write', 'repositories'],
    openid: 'identity',
    profile: ['read', 'profile'],
    email: ['read', 'email'],
  },
  google: {
    openid: 'identity',
    email: ['read', 'email'],
    profile: ['read', 'profile'],
    'https://www.googleapis.com/auth/userinfo.email': ['read', 'email'],
    'https://www.googleapis.com/auth/userinfo.profile': ['read', 'profile'],
    'https://www.googleapis.com/auth/calendar': ['write', 'calendars'],
    'https://www.googleapis.com/auth/calendar.events': ['write', 'calendars'],
    'https://www.googleapis.com/auth/calendar.readonly': ['read', 'calendars'],
    'https://www.googleapis.com/auth/calendar.events.readonly': ['read', 'calendars'],
    'https://www.googleapis.com/auth/contacts': ['write', 'contacts'],
    'https://www.googleapis.com/auth/contacts.readonly': ['read', 'contacts'],
    'https://www.googleapis.com/auth/documents': ['write', 'documents'],
    'https://www.googleapis.com/auth/documents.readonly': ['read', 'documents'],
    'https://www.googleapis.com/auth/drive': ['write', 'files'],
    'https://www.googleapis.com/auth/drive.file': 'chosen files',
    'https://www.googleapis.com/auth/drive.readonly': ['read', 'files'],
    'https://www.googleapis.com/auth/drive.metadata.readonly': ['read', 'files'],
    'https://mail.google.com/': ['write', 'mail'],
    'https://www.googleapis.com/auth/gmail.modify': ['write', 'mail'],
    'https://www.googleapis.com/auth/gmail.readonly': ['read', 'mail'],
    'https://www.googleapis.com/auth/gmail.send': 'send mail',
    'https://www.googleapis.com/auth/spreadsheets': ['write', 'spreadsheets'],
    'https://www.googleapis.com/auth/spreadsheets.readonly': ['read', 'spreadsheets'],
    'https://www.googleapis.com/auth/tasks': ['write', 'tasks'],
    'https://www.googleapis.com/auth/tasks.readonly': ['read', 'tasks'],
  },
  hubspot: {
    oauth: 'identity',
    'crm.objects.contacts.read': ['read', 'contacts'],
    'crm.objects.contacts.write': ['write', 'contacts'],
    'crm.objects.companies.read': ['read', 'customers'],
    'crm.objects.companies.write': ['write', 'customers'],
    'crm.objects.deals.read': ['read', 'deals'],
    'crm.objects.deals.write': ['write', 'deals'],
    tickets: ['write', 'issues'],
    files: ['write', 'files'],
  },
  linear: {
    read: ['read', 'account'],
    write: ['write', 'account'],
    'issues:create': ['change', 'issues'],
    'comments:create': ['change', 'comments'],
    admin: 'everything',
  },
  microsoft: {
    openid: 'identity',
    email: ['read', 'email'],
    profile: ['read', 'profile'],
    offline_access: 'offline',
    'User.Read': ['read', 'profile'],
    'User.ReadBasic.All': ['read', 'people'],
    'Calendars.Read': ['read', 'calendars'],
    'Calendars.ReadWrite': ['write', 'calendars'],
    'Contacts.Read': ['read', 'contacts'],
    'Contacts.ReadWrite': ['write', 'contacts'],
    'Files.Read': ['read', 'files'],
    'Files.Read.All': ['read', 'files'],
    'Files.ReadWrite': ['write', 'files'],
    'Files.ReadWrite.All': ['write', 'files'],
    'Mail.Read': ['read', 'mail'],
    'Mail.ReadWrite': ['write', 'mail'],
    'Mail.Send': 'send mail',
    'Chat.Read': ['read', 'messages'],
    'Chat.ReadWrite': ['write', 'messages'],
    'ChannelMessage.Send': 'send messages',
    'Sites.Read.All': ['read', 'pages'],
    'Sites.ReadWrite.All': ['write', 'pages'],
    'Tasks.Read': ['read', 'tasks'],
    'Tasks.ReadWrite': ['write', 'tasks'],
    'Team.ReadBasic.All': ['read', 'teams'],
  },
  notion: {},
  salesforce: {
    id: 'identity',
    openid: 'identity',
    profile: ['read', 'profile'],
    email: ['read', 'email'],
    api: ['write', 'customers'],
    chatter_api: ['write', 'messages'],
    full: 'everything',
    refresh_token: 'offline',
    offline_access: 'offline',
  },
  shopify: {
    read_products: ['read', 'products'],
    write_products: ['write', 'products'],
    read_orders: ['read', 'orders'],
    read_all_orders: ['read', 'orders'],
    write_orders: ['write', 'orders'],
    read_customers: ['read', 'customers'],
    write_customers: ['write', 'customers'],
    read_files: ['read', 'files'],
    write_files: ['write', 'files'],
    read_content: ['read', 'pages'],
    write_content: ['write', 'pages'],
  },
  slack: {
    'channels:read': ['read', 'channels'],
    'channels:write': ['write', 'channels'],
    'channels:history': ['read', 'messages'],
    'groups:read': ['read', 'channels'],
    'groups:history': ['read', 'messages'],
    'im:history': ['read', 'messages'],
    'chat:write': 'send messages',
    'files:read': ['read', 'files'],
    'files:write': ['write', 'files'],
    'users:read': ['read', 'people'],
    'users:read.email': ['read', 'people'],
    'users.profile:read': ['read', 'profile'],
    'search:read': ['read', 'messages'],
  },
  spotify: {
    'user-read-private': ['read', 'profile'],
    'user-read-email': ['read', 'email'],
    'user-library-read': ['read', 'music'],
    'user-library-modify': ['change', 'music'],
    'playlist-read-private': ['read', 'playlists'],
    'playlist-read-collaborative': ['read', 'playlists'],
    'playlist-modify-private': ['change', 'playlists'],
    'playlist-modify-public': ['change', 'playlists'],
    'user-read-recently-played': ['read', 'history'],
    'user-top-read': ['read', 'history'],
  },
  stripe: { read_only: ['read', 'payments'], read_write: ['write', 'payments'] },
  zoom: {
    'user:read': ['read', 'profile'],
    'user:read:user': ['read', 'profile'],
    'meeting:read': ['read', 'meetings'],
    'meeting:read:meeting': ['read', 'meetings'],
    'meeting:read:list_meetings': ['read', 'meetings'],
    'meeting:write': ['write', 'meetings'],
    'meeting:write:meeting': ['write', 'meetings'],
    'cloud_recording:read:list_user_recordings': ['read', 'recordings'],
    'recording:read': ['read', 'recordings'],
  },
}

/** Scopes of OpenID Connect, which mean the same at every provider. @see OpenID Connect Core §5.4, §11 */
const EVERYWHERE: Readonly<Record<string, Meaning>> = {
  openid: 'identity',
  email: ['read', 'email'],
  profile: ['read', 'profile'],
  offline_access: 'offline',
}

/**
 * The meaning of a scope; `undefined` when it is unknown. Microsoft writes scopes in any case, with the address of its
 * API.
 */
export function meaningOf(
  provider: string,
  scope: string,
  { prefixes, ignore_case }: { prefixes: string[]; ignore_case: boolean },
): Meaning | undefined {
  const prefix = prefixes.find((start) => scope.startsWith(start)) ?? ''
  const name = scope.slice(prefix.length)
  const known = Object.entries({ ...EVERYWHERE, ...SCOPE_MEANINGS[provider] })
  return known.find(([one]) => one === name || (ignore_case && one.toLowerCase() === name.toLowerCase()))?.[1]
}
