import { AGENTS } from './stories/agents.ts'
import { CONNECTIONS } from './stories/connections.ts'
import { ENDINGS } from './stories/endings.ts'
import { FLOWS } from './stories/flows.ts'
import { POLLS } from './stories/polls.ts'
import { REFUSALS } from './stories/refusals.ts'
import type { Stories } from './scene.ts'

/** All stories, which run against the mock and the vault. */
export const STORIES: Stories = { ...FLOWS, ...ENDINGS, ...POLLS, ...REFUSALS, ...CONNECTIONS, ...AGENTS }
