import {
  keep,
  removeAgent,
  removeAgentEffect,
  removeAgentQuestion,
  removingAgent,
  until,
} from '../languages/en/common.ts'

/** What stands below an account that agents may use. */
export interface AgentsTexts {
  /** Above the names of the agents. */
  agents: string
  /** `{when}` is a day. */
  agentUntil: string
  /** The name of the agent follows it, to the ear. */
  removeAgent: string
  removeAgentQuestion: string
  /** `{account}` is the label of the account. */
  removeAgentEffect: string
  keepAgent: string
  /** While the backend is asked. */
  removingAgent: string
}

export const AGENTS_TEXTS: AgentsTexts = {
  agents: 'Agents that may use it',
  agentUntil: until,
  removeAgent,
  removeAgentQuestion,
  removeAgentEffect,
  keepAgent: keep,
  removingAgent,
}
