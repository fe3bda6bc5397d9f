import type { WalletApproval, WalletApprovalBody } from '@alter/protocol'
import { isoTime } from '../grants/grant.ts'
import { type StoredApproval, statusAt } from './approval.ts'
import type { SealedRequest } from './sealed-request.ts'
import { headersOf } from './shown-headers.ts'
import { visible } from './visible.ts'

/**
 * An approval as its approver sees it: who wants to send what, where and why, exactly as it will be sent, and never a
 * credential. What only a page needs is added elsewhere. `agent_name` falls back to the agent's id.
 */
export type ShownApproval = Omit<
  WalletApproval,
  'app' | 'provider_name' | 'logo_url' | 'account_identifier'
> & {
  app_id: string
}

/** An approval as a list shows it, without its body. */
export function summaryOf(
  approval: StoredApproval,
  query: string,
  agentName: string | null,
  now: number,
): ShownApproval {
  const { agentId, rule, decidedAt, denialReason, responseStatus, failure } = approval
  return {
    approval_id: approval.id,
    status: statusAt(approval, now),
    app_id: approval.appId,
    ...(agentId !== null && { agent: { agent_id: agentId, agent_name: agentName ?? agentId } }),
    connection_id: approval.grantId,
    provider: approval.provider,
    method: approval.method,
    host: approval.host,
    path: approval.path,
    ...(query !== '' && { query }),
    reason: approval.reason,
    ...(rule !== null && { rule }),
    created_at: isoTime(approval.createdAt),
    expires_at: isoTime(approval.expiresAt),
    ...(decidedAt !== null && { decided_at: isoTime(decidedAt) }),
    ...(denialReason !== null && { denial_reason: denialReason, denied_by: approval.approver }),
    ...(responseStatus !== null && { response_status: responseStatus }),
    ...(failure !== null && { failure }),
  }
}

/** The query of a request without its question mark, as it is sent. */
export function queryOf({ url }: SealedRequest): string {
  return visible(new URL(url).search.slice(1))
}

/** What the summary leaves out: the body, and the headers that can change what the request does. */
export function contentOf(request: SealedRequest): Pick<WalletApproval, 'body' | 'headers'> {
  const body = bodyOf(request)
  const headers = headersOf(request, body)
  return { body, ...(headers && { headers }) }
}

/** The body in readable form: the whole text, or its type and size. */
function bodyOf({ headers, body }: SealedRequest): WalletApprovalBody {
  if (body === null) return { kind: 'none' }
  const bytes = Buffer.from(body, 'base64')
  const contentType = headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  const isEncoded = headers.some(([name]) => name === 'content-encoding')
  const text = isEncoded ? null : textOf(bytes)
  if (text === null) {
    return {
      kind: 'other',
      content_type: visible(contentType || 'application/octet-stream'),
      bytes: bytes.byteLength,
    }
  }
  if (isJson(text)) return { kind: 'json', text: visible(text) }
  if (isForm(contentType) && isShownWhole(text)) {
    const fields = [...new URLSearchParams(text)].map(([name, value]) => ({
      name: visible(name),
      value: visible(value),
    }))
    return { kind: 'form', fields }
  }
  return { kind: 'text', text: visible(text) }
}

/** Whether the type is that of a form in UTF-8, the only encoding in which its fields are read here. */
function isForm(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  const isUtf8 = parameters.every((each) => !/^\s*charset\s*=/.test(each) || /=\s*"?utf-?8"?\s*$/.test(each))
  return type.trim() === 'application/x-www-form-urlencoded' && isUtf8
}

/**
 * Whether form fields are shown without a loss: `%E8` and `%E9` alone would both become U+FFFD, and `URLSearchParams`
 * drops a question mark in front.
 */
function isShownWhole(text: string): boolean {
  if (text.startsWith('?')) return false
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object'
  } catch {
    return false
  }
}

/** `null` for bytes that are not UTF-8, or that hold a zero byte. */
function textOf(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
