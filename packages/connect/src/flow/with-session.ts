// One module for all of a flow that has its session: see `LATER`.
export { resume } from './resume.ts'
export { createSessionPart } from './session-part.ts'
