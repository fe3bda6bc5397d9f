import type * as FlowNewsModule from '../flow-news.tsx'

/** Loads the announcements and the help of flows. */
export function loadFlowNews(): Promise<typeof FlowNewsModule> {
  return import('../flow-news.tsx')
}
