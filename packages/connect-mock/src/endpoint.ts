import type { ProblemCode } from '@alter/protocol'

/** What a frontend calls: the app's own routes, then the vault's of the Connect page and the widget. */
export const ENDPOINTS = [
  'session',
  'providers',
  'connections',
  'connections/default',
  'connections/disconnect',
  'connections/agents/remove',
  'session/start',
  'session/authorize',
  'session/delegate',
  'session/complete',
  'session/cancel',
  'session/result',
] as const

/** The name of one of them. */
export type Endpoint = (typeof ENDPOINTS)[number]

/**
 * How an endpoint fails: without an answer, with a status and no problem document, as somebody's load balancer does,
 * or with the problem of that code.
 */
export type Fault = 'network' | number | ProblemCode

/** How an endpoint is, unless all is well. */
export interface Condition {
  /** Milliseconds before the answer. */
  delay?: number
  fault?: Fault
  /** How many more times it fails; without an end if left out. */
  times?: number
}

/** A name that does not exist is a mistake of the program. */
export function assertEndpoint(name: string): void {
  const names: readonly string[] = ENDPOINTS
  if (!names.includes(name)) throw new TypeError(`No endpoint "${name}"; there are ${ENDPOINTS.join(', ')}`)
}
