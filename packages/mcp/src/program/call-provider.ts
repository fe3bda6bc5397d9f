import type { CallToolResult, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { createApprovals } from '../approvals.ts'
import { askToConnect, awaitConnected } from '../connect-first.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { namedHeaders } from '../named-headers.ts'
import { failure, orRefused } from '../result.ts'
import { describeAnswer } from './answer.ts'
import { type Session, traced, userOf } from './session.ts'

const input = z.object({
  provider: z.string().min(1).max(100).describe('Provider id, as list_connections names it'),
  method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(16_384)
    .describe('A whole URL at one of the hosts of the provider'),
  account: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Which account, if there are several: its name or grant_id'),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe('Headers for the provider, without a credential'),
  json: z.unknown().optional().describe('A body, sent as JSON'),
  body: z
    .string()
    .optional()
    .describe('A body that is sent unchanged, instead of json. Put its content-type into headers'),
  reason: z
    .string()
    .min(1)
    .max(500)
    .describe('Why this call is made, in one sentence. It is shown to the person who owns the account'),
})

/** Registers the tool that calls a provider's API. */
export function registerCallProvider(session: Session): void {
  session.server.registerTool(
    'request',
    {
      description:
        'Calls the API of a provider with an account that this agent may use. The vault adds the credential.',
      inputSchema: input,
      annotations: { openWorldHint: true },
    },
    (asked, context) => orRefused(() => callProvider(session, asked, context)),
  )
}

async function callProvider(
  session: Session,
  { method, url, provider, account, headers, json, body, reason }: z.infer<typeof input>,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const app = traced(session, 'request')
  const user = userOf(session, context)
  const need = user && { app, user, tool: { provider } }
  const waited = need && (await awaitConnected(need, context))
  if (waited && waited.refusal !== null) return failure(waited.refusal)
  const parts = { app, owner: session.agent, user, tool: 'request', wait: undefined }
  const approvals = createApprovals(parts, context)
  if (approvals.refusal !== null) return failure(approvals.refusal)
  const fingerprint = fingerprintOf(method, url, provider, account, json, body, namedHeaders(headers))
  try {
    const response = await approvals.run(fingerprint, false, () =>
      app.request(method, url, {
        provider,
        reason,
        throwOnError: false,
        signal: context.mcpReq.signal,
        ...user,
        ...(account !== undefined && { account }),
        ...(headers && { headers }),
        ...(json !== undefined && { json }),
        ...(body !== undefined && { body }),
      }),
    )
    return await describeAnswer(response, { onRead: () => approvals.settle() })
  } catch (error) {
    const asked =
      (await approvals.ask(error, session.server)) ??
      (need && (await askToConnect(need, session.server, context, error)))
    if (asked !== null) return asked
    if (error instanceof TypeError) return failure(error.message)
    throw error
  } finally {
    approvals.end()
  }
}
