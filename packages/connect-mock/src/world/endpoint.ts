import type { ProblemCode } from '@alter/protocol'

/** The endpoints that a frontend calls: the app's own routes, then the vault's for the Connect page and the widget. */
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
 * How an endpoint fails: with no answer, with a status and no problem document, as a load balancer fails, or with the
 * problem of a code.
 */
export type Fault = 'network' | number | ProblemCode

/** Deviations of an endpoint from its normal behaviour. */
export interface Condition {
  /** Milliseconds before the answer. Default: none. */
  delay?: number
  fault?: Fault
  /** How many more times it fails. Default: until it is healed. */
  times?: number
}

/** Throws for an unknown name, which is a mistake of the program. */
export function assertEndpoint(name: string): void {
  const names: readonly string[] = ENDPOINTS
  if (!names.includes(name)) throw new TypeError(`No endpoint "${name}"; there are ${ENDPOINTS.join(', ')}`)
}
