import * as zlib from 'node:zlib'
import { z } from 'zod'
import type { ScopeRefusal } from '../providers/entry.ts'
import { type ScopeRules, scopesHeld } from '../providers/scopes.ts'
import { valueAt } from '../providers/value.ts'
import type { Content } from './content.ts'
import type { Answer } from './forward.ts'

/**
 * Whether status and headers say that a scope is missing.
 * @see RFC 6750 §3.1
 */
export function refusesScope({ statusCode, headers }: Answer, rules: ScopeRules): boolean {
  const challenge = [headers['www-authenticate'] ?? ''].flat().join(',')
  if (statusCode === 403 && /\berror="?insufficient_scope\b/.test(challenge)) return true
  return (statusCode === 403 || statusCode === 404) && lacksGitHubScope(headers, rules)
}

/** Whether the body of an answer holds the text that a provider's entry names. */
export function saysInBody(
  { headers }: Answer,
  content: Content,
  { at, is }: Pick<ScopeRefusal, 'at'> & { is: string | string[] },
): boolean {
  if (!Buffer.isBuffer(content) || !String(headers['content-type']).startsWith('application/json'))
    return false
  try {
    const body = document.parse(JSON.parse(decode(content, headers['content-encoding']).toString()))
    const said = valueAt(body, at)
    return said !== null && [is].flat().includes(said)
  } catch {
    return false
  }
}

const document = z.record(z.string(), z.unknown())

function decode(bytes: Buffer, encoding: string | string[] | undefined): Buffer {
  return [encoding ?? []]
    .flat()
    .flatMap((line) => line.toLowerCase().split(','))
    .toReversed()
    .reduce((encoded, coding) => DECODERS[coding.trim()]?.(encoded, MOST) ?? encoded, bytes)
}

const DECODERS: Readonly<Record<string, (bytes: Buffer, most: { maxOutputLength: number }) => Buffer>> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
}

/** The most bytes that are decoded. */
const MOST = { maxOutputLength: 16_384 }

/** @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
function lacksGitHubScope(headers: Answer['headers'], rules: ScopeRules): boolean {
  const granted = headers['x-oauth-scopes']
  const accepted = headers['x-accepted-oauth-scopes']
  if (typeof granted !== 'string' || typeof accepted !== 'string' || accepted.trim() === '') return false
  return !list(accepted).some(scopesHeld(rules, list(granted)))
}

function list(scopes: string): string[] {
  return scopes.split(',').map((scope) => scope.trim())
}
