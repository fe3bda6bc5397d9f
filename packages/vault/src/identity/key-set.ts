import { createRemoteJWKSet, customFetch } from 'jose'
import type { JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { isSecure } from '../config/web-address.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import type { IdentitySettings } from './presets.ts'

/** The keys of an issuer: found on first need, and again after a failure; then cached, and asked for when one is unknown. */
export const createKeySet = (
  identity: IdentitySettings,
  outbound: Outbound,
): (() => Promise<JWTVerifyGetKey>) => {
  let keys: Promise<JWTVerifyGetKey> | undefined
  return () => {
    keys ??= remoteKeys(identity, outbound).catch((error: unknown) => {
      keys = undefined
      throw error
    })
    return keys
  }
}

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() })

const remoteKeys = async (identity: IdentitySettings, outbound: Outbound): Promise<JWTVerifyGetKey> => {
  const address = identity.jwks_uri ?? (await discoverKeys(identity.issuer, outbound))
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: outbound.timeout,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    [customFetch]: (url, { headers, method, signal }) => outbound.fetch(url, { headers, method, signal }),
  })
}

const discoverKeys = async (issuer: string, outbound: Outbound): Promise<string> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const response = await outbound.fetch(url)
    if (response.status !== 200) throw new Error(`the document came with status ${response.status}`)
    const document = discoveryDocument.parse(await response.json())
    if (document.issuer !== issuer) throw new Error(`the document names the issuer ${document.issuer}`)
    if (!isSecure(new URL(document.jwks_uri)))
      throw new Error('the document names keys that are not at https')
    return document.jwks_uri
  } catch (cause) {
    throw issuerProblem(issuer, cause)
  }
}

/** Its keys did not come, or are none. */
export const issuerProblem = (issuer: string, cause: unknown): ProblemError =>
  new ProblemError('provider_unreachable', `The identity issuer ${issuer} gave no usable keys.`, {}, cause)
