import type * as FlowNewsModule from '../news/flow-news.tsx'

/** Loads the announcements and the help of flows. */
export function loadFlowNews(): Promise<typeof FlowNewsModule> {
  return import('../news/flow-news.tsx')
}
