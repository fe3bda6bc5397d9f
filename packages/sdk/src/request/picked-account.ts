import { HEADER } from '@alter/protocol'
import { InvalidRequestError } from '../errors/errors.ts'

/** What the account is read from: the headers of a web `Request`, or those of Node, Express and Fastify. */
export interface RequestWithHeaders {
  /** Read for `x-alter-account` only. */
  headers: Pick<Headers, 'get'> | Readonly<Record<string, string | string[] | undefined>>
}

/**
 * The account that the user picked in the dialog of `useAlterFetch()`, from the header `x-alter-account` of the
 * repeated call: the `account` of `app.request`. `undefined` where nothing was picked.
 * @throws InvalidRequestError when the header is not percent-encoded UTF-8; `problemResponse` answers 400
 * @example
 * await app.request('GET', url, { provider: 'google', account: pickedAccount(request) })
 */
export function pickedAccount({ headers }: RequestWithHeaders): string | undefined {
  const encoded = isWeb(headers) ? headers.get(HEADER.account) : headers[HEADER.account]
  if (encoded === undefined || encoded === null || encoded === '') return undefined
  try {
    return decodeURIComponent(String(encoded))
  } catch (cause) {
    throw new InvalidRequestError(
      'invalid_request',
      `${HEADER.account} is not percent-encoded UTF-8: encode it with encodeURIComponent.`,
      { cause, field: HEADER.account },
    )
  }
}

function isWeb(headers: RequestWithHeaders['headers']): headers is Pick<Headers, 'get'> {
  return typeof headers['get'] === 'function'
}
