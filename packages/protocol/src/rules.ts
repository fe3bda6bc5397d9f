export { tightenedLife, tightenedRules } from './delegation-rules.ts'
export { chooseGrant, endOf, notConnected, ofAccount, severalConnected } from './grant-rules.ts'
export type { ChosenGrant, GrantEnd, GrantTraits } from './grant-rules.ts'
export { landingUrl } from './landing.ts'
export {
  beginAuthorization,
  complete,
  connected,
  deadlineOf,
  errorOf,
  graceOf,
  hasEnded,
  leave,
  LONGEST_GRACE,
  refused,
  runOut,
  secondsLeft,
  sessionResult,
  start,
} from './session-rules.ts'
export type { SessionCourse } from './session-rules.ts'
