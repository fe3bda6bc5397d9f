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
  /** Of a use: what was sent, or was to be sent. */
  method: string | null
  host: string | null
  /** Keyed hash of what the identity provider calls the user. It stays when the user is forgotten. */
  subjectHash: string | null
  /** What the provider answered a use, where that is known. */
  status: number | null
  /** Its number in the chain of its app; `null` in rows from before there were chains. */
  seq: number | null
  mac: string | null
  /** Of its end, where that was written after its beginning. */
  endedSeq: number | null
  endedMac: string | null
  /** Of the API key by which it was asked for; `config` is that of the config file. */
  keyId: string | null
  /** Of a use: where at the host, without the query. */
  path: string | null
  /** Who acted for the user, by which delegation. */
  agentId: string | null
  delegationId: string | null
  /** What an agent says of its call: the run it belongs to, the tool, and more as JSON. */
  run: string | null
  tool: string | null
  context: string | null
  /** The program that asked, as it calls itself. */
  client: string | null
  /** Whose words the reason is: `vault` where the vault itself gave it, which no caller can write. */
  reasonBy: string | null
}

/** The two ends of an app's chain of audit rows. */
export interface AuditChainRow {
  appId: string
  begunAt: number
  /** Rows that were there before. */
  unnumbered: number
  /** The last entry that was forgotten with age; 0 and empty while there is none. */
  baseSeq: number
  baseMac: string
  lastSeq: number
  lastMac: string
  /** MAC over all of these. */
  seal: string
}
