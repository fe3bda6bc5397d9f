import type { AlterError } from '@alter/sdk'

/**
 * What an error of the SDK tells a client. Its facts are left out, because they have addresses of the server's own
 * network. An error on the way to the vault has them in its detail too, so it is logged instead.
 */
export function inWords(error: AlterError): string {
  const { code, detail, requestId } = error
  if (code !== 'network_error')
    return `${detail} (${code}${requestId === undefined ? '' : `, request ${requestId}`})`
  console.error(error)
  return 'The vault gave no answer. The log of the MCP server says why.'
}
