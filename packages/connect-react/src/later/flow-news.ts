import type * as FlowNewsModule from '../flow-news.tsx'

/** What is heard of a flow that runs or has ended, and what stands below its button. */
export function loadFlowNews(): Promise<typeof FlowNewsModule> {
  return import('../flow-news.tsx')
}
