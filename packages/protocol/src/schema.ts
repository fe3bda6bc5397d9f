// Zod schemas of the requests that the vault reads. A file of `schema/` covers one subject.
export {
  agentDisplayName,
  agentMetadata,
  agentName,
  agentRules,
  agentScopes,
  createAgentRequest,
  updateAgentRequest,
} from './schema/agent.ts'
export {
  agentKeyScopes,
  createAgentKeyRequest,
  createApiKeyRequest,
  revokeAgentKeyRequest,
} from './schema/key.ts'
export { policyRule, storedPolicyRule } from './schema/policy.ts'
export {
  authorizeRequest,
  createSessionRequest,
  delegateRequest,
  pageSessionRequest,
  startRequest,
} from './schema/session.ts'
