import type { AgentLabel, PolicyRule } from '@alter/protocol'

/** An agent of the test or demo. Every member is optional. */
export interface OwnAgent {
  /** Name that users read. Default: the name. */
  displayName?: string
  /** Rules for it, which the Connect page describes. Default: none. */
  rules?: PolicyRule[]
  /** Seconds for which it may use an account. Default: as long as the app. */
  maxTtlSeconds?: number
}

/** An agent in the mocked vault. */
export interface MockAgent extends AgentLabel {
  rules: PolicyRule[]
  maxTtlSeconds: number | null
}

/** The built-in agent. */
export const RESEARCH_BOT: MockAgent = {
  agent_id: 'agent-research-bot',
  name: 'research-bot',
  display_name: 'Research bot',
  rules: [],
  maxTtlSeconds: null,
}

/** @throws {TypeError} for an invalid name */
export function ownAgents(own: Record<string, OwnAgent>): MockAgent[] {
  return Object.entries(own).map(([name, { displayName = name, rules = [], maxTtlSeconds = null }]) => {
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) {
      throw new TypeError(`agents.${name}: a name has 1 to 64 lower case letters, digits, _ or -.`)
    }
    return { agent_id: `agent-${name}`, name, display_name: displayName, rules, maxTtlSeconds }
  })
}

/** The agents of the test come first, so that one with the built-in name replaces it. */
export function agentsIn({ agents }: { agents: MockAgent[] }): MockAgent[] {
  return [...agents, ...(agents.some(({ name }) => name === RESEARCH_BOT.name) ? [] : [RESEARCH_BOT])]
}
