/** What one tool calls, and how it asks its user. */
export interface ToolOptions {
  /** The tool's name, for the audit trail. Default: none is noted. */
  name?: string
  /** Whose API the tool calls, where a call names no other. */
  provider: string
  /** Why, for the audit trail. Default: `MCP tool`, and the name of the client as it calls itself. */
  reason?: string
  /** Scopes that the user is asked for when something is connected. Default: those that the operator configured. */
  requiredScopes?: string[]
  /** Seconds that a repeated call waits for the user, who is on the Connect page. Default: 50, below the minute that clients wait. */
  wait?: number
}
