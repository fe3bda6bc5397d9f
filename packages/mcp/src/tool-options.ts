/** The provider of one tool, and how the tool asks its user. */
export interface ToolOptions {
  /** Name of the tool for the audit trail. Default: none. */
  name?: string | undefined
  /** Id of the provider that the tool calls, unless a call names another. */
  provider: string
  /** Reason for the audit trail. Default: `MCP tool` and the name of the client. */
  reason?: string | undefined
  /** Scopes that the user is asked for when something is connected. Default: those that the operator configured. */
  requiredScopes?: string[] | undefined
  /**
   * Seconds that a repeated call waits for a user who is on the Connect page. Default: 50, because clients wait for a
   * minute.
   */
  wait?: number | undefined
}
