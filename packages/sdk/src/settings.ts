import { SECURE_RULE, isSecure } from '@alter/protocol'
import { checkOptions } from './call.ts'
import { checkTimeout } from './deadline.ts'
import type { Trace } from './trace.ts'
import { unsetText } from './unset-text.ts'
import type { UserTokenGetter } from './user.ts'

/** Options of an `App`. */
export interface AppOptions {
  /** The app's key, `alter_key_app_…`, which must stay in the backend. `undefined` throws a `TypeError`. */
  apiKey: string | undefined
  /**
   * Address of the vault; https, except on localhost. Default: `http://localhost:4401`, where `alter-vault start`
   * listens.
   */
  baseUrl?: string | undefined
  /** Another spelling of `baseUrl`. Default: `baseUrl`. */
  baseURL?: string | undefined
  /**
   * Returns the JWT of the calling user. A getter must return one for every call, within the call's
   * `timeout`, which begins anew after it. Default: the JWT of the surrounding
   * `withUser`; outside of it there is no user, and only calls with a grant id are possible.
   */
  userTokenGetter?: UserTokenGetter | undefined
  /** Milliseconds until an answer must begin, retries included. Default: 30 000. */
  timeout?: number | undefined
  /** Sends requests to the vault. With a vault in the same process, use `vault.fetch`. Default: the global `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** The kind of owner that a key has. */
export type KeyOwner = 'app' | 'agent'

const CLASSES = { app: 'App', agent: 'Agent' }

/** Checked {@link AppOptions} with all defaults. */
export interface Settings {
  apiKey: string
  baseUrl: string
  userTokenGetter: UserTokenGetter | undefined
  timeout: number
  fetch: (request: Request) => Promise<Response>
  /** Fields for the audit of each call. */
  trace: Trace
}

export function readSettings(options: AppOptions, of: KeyOwner): Settings {
  checkOptions(options, `new ${CLASSES[of]}({ apiKey })`)
  const { userTokenGetter, fetch = (request: Request) => globalThis.fetch(request) } = options
  checkFunction('userTokenGetter', userTokenGetter)
  checkFunction('fetch', fetch)
  return {
    apiKey: checkApiKey(options.apiKey, of),
    baseUrl: checkBaseUrl(options.baseUrl ?? options.baseURL ?? 'http://localhost:4401'),
    userTokenGetter,
    timeout: checkTimeout(options.timeout ?? 30_000),
    fetch,
    trace: {},
  }
}

function checkFunction(field: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${field} is not a function: pass one, or leave it out.`)
  }
}

/** The message leaves out the value, which may be a real key of another kind. */
function checkApiKey(value: unknown, of: KeyOwner): string {
  const prefix = `alter_key_${of}_`
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(
      `apiKey is missing: pass the key of your ${of}, ${prefix}…, to new ${CLASSES[of]}({ apiKey }).`,
    )
  }
  const { length } = value.trim()
  if (length < value.length) {
    throw new TypeError(
      `apiKey starts or ends with a space or a line break, which a secret manager or an editor may add: pass apiKey.trim().`,
    )
  }
  const unset = unsetText(value)
  if (unset !== undefined) throw new TypeError(`apiKey ${unset}.`)
  const other = of === 'app' ? 'agent' : 'app'
  if (value.startsWith(`alter_key_${other}_`)) {
    throw new TypeError(
      `apiKey is not the key of an ${of}: it must begin with ${prefix}. Keys of an ${other} go to new ${CLASSES[other]}({ apiKey }).`,
    )
  }
  if (!value.startsWith(prefix) || !/^[\w-]+$/.test(value.slice(prefix.length))) {
    throw new TypeError(`apiKey is not the key of an ${of}: it must begin with ${prefix} and have no spaces.`)
  }
  return value
}

function checkBaseUrl(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  const unset = typeof value === 'string' ? unsetText(value) : undefined
  if (unset !== undefined) throw new TypeError(`baseUrl is not a URL: it ${unset}.`)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      'baseUrl is not a URL: pass the address of the vault, such as https://vault.example.com.',
    )
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('baseUrl has more than an address: leave out credentials, query and fragment.')
  }
  if (!isSecure(url)) throw new TypeError(`baseUrl ${SECURE_RULE}: the API key would travel in the clear.`)
  return url.origin + url.pathname.replace(/\/+$/, '')
}
