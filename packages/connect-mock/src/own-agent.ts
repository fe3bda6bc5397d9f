import type { AgentLabel, PolicyRule } from '@alter/protocol'

/** An agent of the test or demo; each part may be left out. */
export interface OwnAgent {
  /** What users read. Default: the name. */
  displayName?: string
  /** What limits it; the Connect page says each of them in words. Default: nothing. */
  rules?: PolicyRule[]
  /** Seconds that it may use an account. Default: as long as the app. */
  maxTtlSeconds?: number
}

/** An agent of the mocked vault. */
export interface MockAgent extends AgentLabel {
  rules: PolicyRule[]
  maxTtlSeconds: number | null
}

/** The agent that is always there. */
export const RESEARCH_BOT: MockAgent = {
  agent_id: 'agent-research-bot',
  name: 'research-bot',
  display_name: 'Research bot',
  rules: [],
  maxTtlSeconds: null,
}

/** @throws {TypeError} for a name that no agent can have */
export function ownAgents(own: Record<string, OwnAgent>): MockAgent[] {
  return Object.entries(own).map(([name, { displayName = name, rules = [], maxTtlSeconds = null }]) => {
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) {
      throw new TypeError(`agents.${name}: a name has 1 to 64 small letters, digits, _ or -.`)
    }
    return { agent_id: `agent-${name}`, name, display_name: displayName, rules, maxTtlSeconds }
  })
}

/** Those of the test first: one called as ours takes its place. */
export function agentsIn({ agents }: { agents: MockAgent[] }): MockAgent[] {
  return [...agents, ...(agents.some(({ name }) => name === RESEARCH_BOT.name) ? [] : [RESEARCH_BOT])]
}
