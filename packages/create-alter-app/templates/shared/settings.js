/**
 * The credentials of the real Google. Without them the local provider plays Google.
 * @param {Record<string, string | undefined>} environment
 * @throws where one of the two is missing
 */
export function googleCredentials({ ALTER_GOOGLE_CLIENT_ID: id, ALTER_GOOGLE_CLIENT_SECRET: secret }) {
  if (Boolean(id) !== Boolean(secret)) {
    const missing = id ? 'ALTER_GOOGLE_CLIENT_SECRET' : 'ALTER_GOOGLE_CLIENT_ID'
    throw new Error(`${missing} is missing in .env: Google needs both, and the local provider neither.`)
  }
  return id && secret ? { client_id: id, client_secret: secret } : undefined
}

/**
 * Your identity provider. Without one the local provider signs Ada in.
 * @param {Record<string, string | undefined>} environment
 * @throws where one of the two is missing
 */
export function identityOf({ ALTER_ISSUER: issuer, ALTER_AUDIENCE: audience }) {
  if (Boolean(issuer) !== Boolean(audience)) {
    const missing = issuer ? 'ALTER_AUDIENCE' : 'ALTER_ISSUER'
    throw new Error(`${missing} is missing in .env: your identity provider needs both.`)
  }
  return issuer && audience ? { issuer, audience } : undefined
}

/**
 * Whether a request names this machine. The page of another site can make its own name lead here, and would be Ada, who is
 * always signed in.
 * @param {string | null | undefined} host the header of the request
 */
export function isThisMachine(host) {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? '')
}
