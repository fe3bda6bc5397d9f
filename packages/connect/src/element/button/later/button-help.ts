import type * as ButtonHelpModule from '../button-help.ts'

/** What stands below a button. */
export const loadButtonHelp: () => Promise<typeof ButtonHelpModule> = () => import('../button-help.ts')
