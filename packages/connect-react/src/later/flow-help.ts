import type * as FlowHelpModule from '../flow-help.tsx'

/** What stands below a button whose window is open, or whose flow has failed. */
export function loadFlowHelp(): Promise<typeof FlowHelpModule> {
  return import('../flow-help.tsx')
}
