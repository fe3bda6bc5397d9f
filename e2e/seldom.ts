/**
 * Tag of tests that take long and vary what another test of `npm test` shows in the same engine. `.ci/run` runs all of
 * them.
 */
export const SELDOM = '@seldom'
