/** Tag of tests that repeat what another test of `npm test` shows in the same engine. `.ci/run` runs both. */
export const SELDOM = '@seldom'
