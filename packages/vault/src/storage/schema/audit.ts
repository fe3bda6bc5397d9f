export interface AuditRow {
  id: string
  appId: string
  userId: string | null
  grantId: string | null
  provider: string | null
  action: string
  outcome: string
  reason: string | null
  detail: string | null
  latencyMs: number
  at: number
  /** Method and host of the request to the provider. */
  method: string | null
  host: string | null
  /** Keyed hash of the user's name at the identity provider. It stays when the user is forgotten. */
  subjectHash: string | null
  /** Status of the provider's answer, if known. */
  status: number | null
  /** Number in the chain of the app; `null` in rows from before there were chains. */
  seq: number | null
  mac: string | null
  /** Number of the entry for the end, if that was written later than the beginning. */
  endedSeq: number | null
  endedMac: string | null
  /** Id of the API key that asked; `config` for one of the config file. */
  keyId: string | null
  /** Path of the request to the provider, without its query. */
  path: string | null
  /** The agent that acted for the user, and its delegation. */
  agentId: string | null
  delegationId: string | null
  /** What the agent says of its call: its run, its tool, and more as JSON. */
  run: string | null
  tool: string | null
  context: string | null
  /** The program that asked, by the name it gives itself. */
  client: string | null
  /** `vault` when the reason is in the vault's own words. A caller cannot write this value. */
  reasonBy: string | null
}

/** The two ends of an app's audit chain. */
export interface AuditChainRow {
  appId: string
  begunAt: number
  /** Number of rows from before the chain. */
  unnumbered: number
  /** The last entry that was forgotten because of its age; 0 and empty before. */
  baseSeq: number
  baseMac: string
  lastSeq: number
  lastMac: string
  /** MAC over the columns above. */
  seal: string
}
