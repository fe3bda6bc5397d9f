import { HEADER } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import { equalDigests, sha256 } from '../crypto/hash.ts'
import { ProblemError } from '../problem.ts'

/** The app whose API key a request carries; throws `invalid_api_key`. */
export const authenticateApp = (apps: App[], request: Request): App => {
  const key = request.headers.get(HEADER.apiKey)
  if (!key) throw new ProblemError('invalid_api_key', `Send the app's API key in ${HEADER.apiKey}.`)
  const digest = sha256(key)
  const app = apps.find((candidate) => equalDigests(candidate.apiKeyHash, digest))
  if (app) return app
  throw new ProblemError(
    'invalid_api_key',
    `No app has the API key in ${HEADER.apiKey}: is it of another environment?`,
  )
}
