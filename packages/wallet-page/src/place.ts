/** The filters of the activity. Dates are days in the user's own time zone, `YYYY-MM-DD`. */
export interface Filter {
  app?: string
  provider?: string
  agent?: string
  connection?: string
  outcome?: string
  from?: string
  to?: string
}

export const FILTER_NAMES = ['app', 'provider', 'agent', 'connection', 'outcome', 'from', 'to'] as const

/** One page of the Wallet. */
export type Place =
  | { page: 'home' }
  | { page: 'app'; id: string }
  | { page: 'connection'; id: string }
  | { page: 'approval'; id: string }
  | { page: 'activity'; filter: Filter }
  | { page: 'data' }
  | { page: 'nowhere' }

const WITH_ID = { apps: 'app', connections: 'connection', approvals: 'approval' } as const

/** @param address path below the Wallet, and query, such as `/apps/acme` */
export function readPlace(address: string): Place {
  const [path = '', query = ''] = address.split('?')
  const [, folder = '', written, ...more] = path.replace(/\/$/, '').split('/')
  if (more.length > 0) return { page: 'nowhere' }
  const id = decode(written)
  if (id !== undefined && id !== '') {
    const page = Object.entries(WITH_ID).find(([name]) => name === folder)?.[1]
    return page === undefined ? { page: 'nowhere' } : { page, id }
  }
  if (folder === '') return { page: 'home' }
  if (folder === 'activity') return { page: 'activity', filter: readFilter(new URLSearchParams(query)) }
  return folder === 'data' ? { page: 'data' } : { page: 'nowhere' }
}

/** The address that {@link readPlace} reads, and to which the vault returns after a sign-in. */
export function writePlace(place: Place): string {
  switch (place.page) {
    case 'app':
      return `/apps/${encodeURIComponent(place.id)}`
    case 'connection':
      return `/connections/${encodeURIComponent(place.id)}`
    case 'approval':
      return `/approvals/${encodeURIComponent(place.id)}`
    case 'activity': {
      const query = new URLSearchParams(Object.entries(place.filter)).toString()
      return query === '' ? '/activity' : `/activity?${query}`
    }
    case 'data':
      return '/data'
    case 'home':
    case 'nowhere':
      break
  }
  return '/'
}

function readFilter(query: URLSearchParams): Filter {
  const filter: Filter = {}
  for (const name of FILTER_NAMES) {
    const value = query.get(name)
    if (value !== null && value !== '') filter[name] = value
  }
  return filter
}

function decode(written: string | undefined): string | undefined {
  try {
    return written === undefined ? undefined : decodeURIComponent(written)
  } catch {
    return undefined
  }
}
