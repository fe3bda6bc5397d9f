// One module for all of a flow that has its session: see `LATER`.
export { resume } from './resume.ts'
export { createSessionEffects } from './session-effects.ts'
export { transitionWithSession } from './session-machine.ts'
