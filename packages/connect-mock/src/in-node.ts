function refuse(): never {
  throw new Error(
    '@alter/connect-mock/browser needs a service worker. In Node import @alter/connect-mock/node.',
  )
}

/** Stands in for the browser's entry in Node: importing is harmless, calling says what to import instead. */
export function setupAlterMock(): never {
  return refuse()
}
/** Says which entry to import instead. */
export function playAlterMock(): never {
  return refuse()
}
/** Says which entry to import instead. */
export function openMockPage(): never {
  return refuse()
}
export { answer, MockProblem } from './problem.ts'
