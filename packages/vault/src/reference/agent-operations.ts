import { APP, KEY, type Operations } from './operation.ts'

/** What a backend does with the agents of its app, and what an agent asks of itself. */
export const AGENT_OPERATIONS: Operations = {
  'GET /sdk/me': {
    id: 'me',
    group: 'Agents',
    summary: 'Whose key this is, and what it may do',
    description: 'It answers a paused agent too, and is the only call that does.',
    access: [APP],
    answer: { status: 200, description: 'The app, and the agent if it is a key of one.', schema: 'Me' },
    problems: KEY,
  },
}
