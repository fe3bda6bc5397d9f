import type { Client, Method, ProviderFetch, RequestOptions } from '@alter/sdk'
import type { ServerContext } from '@modelcontextprotocol/server'
import type { Approvals } from './approvals.ts'
import { fingerprintOf } from './fingerprint.ts'
import { namedHeaders } from './named-headers.ts'
import type { ToolOptions } from './tool-options.ts'
import type { CallUser } from './user.ts'

/** Options of a tool's call: those of `app.request` without those that the tool sets. */
export type ToolRequestOptions = Omit<
  RequestOptions,
  'provider' | 'account' | 'grantId' | 'userToken' | 'signal' | 'reason' | 'trace'
> & {
  /** Provider id. Default: the tool's. */
  provider?: string | undefined
  /** Label or grant id of the account. Default: the only account, or the default one. */
  account?: string | undefined
  /** Reason for the audit trail. Default: the tool's. */
  reason?: string | undefined
}

/** Calls to a provider's API as the tool's user. They are aborted when the client cancels the tool. */
export interface ToolCalls {
  /** Like `app.request`. */
  request: (method: Method, url: string, options?: ToolRequestOptions) => Promise<Response>
  /** Like `app.fetch`: a standard `fetch` for clients that accept one. */
  fetch: ProviderFetch
}

interface Tool {
  user: CallUser
  approvals: Approvals
  tool: ToolOptions
  /** Name of the client program; `undefined` when it gives none. */
  client: string | undefined
}

export function createCalls(
  app: Client,
  { user, tool, client, approvals }: Tool,
  context: ServerContext,
): ToolCalls {
  const { provider } = tool
  const reason = tool.reason ?? (client === undefined ? 'MCP tool' : `MCP tool, called by ${client}`)
  const { signal } = context.mcpReq
  const trace = { tool: tool.name, client }
  const fetchAs = app.fetch({ provider, reason, trace, ...user })
  return {
    request(method, url, options = {}) {
      const { provider: named = provider, account, pathParams, queryParams, json, body } = options
      const own = { ...options, provider: named, reason: options.reason ?? reason }
      const fingerprint =
        body === undefined || typeof body === 'string'
          ? fingerprintOf(
              method,
              url,
              named,
              account,
              pathParams,
              queryParams,
              json,
              body,
              namedHeaders(options.headers),
            )
          : undefined
      return approvals.run(fingerprint, options.throwOnError !== false, () =>
        app.request(method, url, { trace, ...own, ...user, signal }),
      )
    },
    fetch(input, init) {
      const own = init?.signal ?? (input instanceof Request ? input.signal : undefined)
      const all = own ? AbortSignal.any([signal, own]) : signal
      const isPlain = !(input instanceof Request) && (!init?.body || typeof init.body === 'string')
      const fingerprint = isPlain
        ? fingerprintOf('fetch', String(input), init?.method, init?.body, namedHeaders(init?.headers))
        : undefined
      return approvals.run(fingerprint, false, () => fetchAs(input, { ...init, signal: all }))
    },
  }
}
