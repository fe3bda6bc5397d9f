import { inputResponse, type ServerContext } from '@modelcontextprotocol/server'

/** Prefix that names the question for one approval. The vault describes an approval only to its asker. */
const QUESTION = 'approval:'
/** Approvals of one tool that the client can send back. */
export const MOST = 20

/** The approvals that a user saw, each by the key of its call. */
export type Decided = Map<string, string>

/** Names the question for one approval. */
export function questionOf(key: string, id: string): string {
  return `${QUESTION}${key}:${id}`
}

/** What the client sends back when the tool runs again. */
export function stateOf(decided: Decided): string {
  return JSON.stringify([...decided].slice(0, MOST))
}

/**
 * Reads what the client sent back. It is not checked, because it can only name approvals of the same user.
 * `isRefused`: the user did not look at one of them
 */
export function readDecided(context: ServerContext): { decided: Decided; isRefused: boolean } {
  const { inputResponses = {} } = context.mcpReq
  const decided: Decided = new Map(readState(context))
  let isRefused = false
  for (const name of Object.keys(inputResponses).filter((each) => each.startsWith(QUESTION))) {
    const [key = '', id = ''] = name.slice(QUESTION.length).split(':')
    const answer = inputResponse(inputResponses, name)
    if (answer.kind === 'elicit' && answer.action === 'accept') decided.set(key, id)
    else isRefused = true
  }
  return { decided, isRefused }
}

function readState({ mcpReq }: ServerContext): [string, string][] {
  try {
    const state: unknown = JSON.parse(mcpReq.requestState() ?? '[]')
    return Array.isArray(state) ? state.filter(isPair).slice(0, MOST) : []
  } catch {
    return []
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
}
