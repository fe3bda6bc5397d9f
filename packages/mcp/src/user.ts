import { AuthenticationError } from '@alter/sdk'
import type { ServerContext } from '@modelcontextprotocol/server'

/** Whose accounts the tools use. */
export interface UserOptions {
  /**
   * Answers the JWT of the user for whom a tool runs, as the vault's `identity` takes it; an empty answer stops the call.
   * Default: the access token of the MCP request.
   */
  userToken?: (context: ServerContext) => string | undefined | Promise<string | undefined>
}

/** As the SDK takes it. */
export interface CallUser {
  userToken: string
}

/**
 * Whose call it is; nobody's call never becomes the app's.
 * @throws AuthenticationError where there is no user.
 */
export async function userOf(options: UserOptions, context: ServerContext): Promise<CallUser> {
  const userToken = options.userToken ? await options.userToken(context) : context.http?.authInfo?.token
  if (userToken) return { userToken }
  const fix = options.userToken
    ? 'userToken answered nothing'
    : 'let the MCP server require bearer authentication, or give alterMcp a userToken'
  throw new AuthenticationError('user_token_required', `This tool has no user to act for: ${fix}.`)
}
