import type { Flow } from './flow.ts'
import { isConnections, isStep, type Fields } from './message.ts'
import { tellStep } from './move.ts'
import { finish } from './settle.ts'

/**
 * Reads what the page or the vault told. Each step is told once, whichever of them tells it first: `counts` is how
 * often the teller has told it.
 */
export function read(flow: Flow, fields: Fields, counts: Record<string, number>): void {
  if (isStep(fields)) {
    const { event } = fields
    const count = (counts[event] = (counts[event] ?? 0) + 1)
    if (count > (flow.told[event] ?? 0)) {
      flow.told[event] = count
      if (event === 'authorization_started') flow.away = true
      if (event === 'authorization_completed') flow.away = false
      tellStep(flow, fields)
    }
  }
  const { grants } = fields
  if ((fields.type === 'alter_connect_success' || fields.status === 'completed') && isConnections(grants)) {
    finish(flow, { status: 'connected', connections: grants })
  }
}
