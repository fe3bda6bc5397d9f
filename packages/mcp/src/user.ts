import { AuthenticationError } from '@alter/sdk'
import type { ServerContext } from '@modelcontextprotocol/server'

/** How tools find the user whose accounts they use. */
export interface UserOptions {
  /**
   * Returns the JWT of a tool's user, as the vault's `identity` accepts it. An empty result stops the call. Default:
   * the access token of the MCP request.
   */
  userToken?: (context: ServerContext) => string | undefined | Promise<string | undefined>
}

/** The user in the form that the SDK takes. */
export interface CallUser {
  userToken: string
}

/**
 * The user of a call. A call without one never becomes a call of the app.
 * @throws AuthenticationError when there is no user
 */
export async function userOf(options: UserOptions, context: ServerContext): Promise<CallUser> {
  const userToken = options.userToken ? await options.userToken(context) : context.http?.authInfo?.token
  if (userToken) return { userToken }
  const fix = options.userToken
    ? 'userToken returned nothing'
    : 'let the MCP server require bearer authentication, or give alterMcp a userToken'
  throw new AuthenticationError('user_token_required', `This tool has no user to act for: ${fix}.`)
}
