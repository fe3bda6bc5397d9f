/** Tag of a walk that another test of `npm test` shows in the same engine by another way: `.ci/run` takes both. */
export const SELDOM = '@seldom'
