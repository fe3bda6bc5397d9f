function refuse(): never {
  throw new Error(
    '@alter/connect-mock/browser needs a service worker. In Node import @alter/connect-mock/node.',
  )
}

/** Replaces the browser's entry in Node. Importing does nothing; a call throws and names the entry to import. */
export function setupAlterMock(): never {
  return refuse()
}
/** Throws and names the entry to import. */
export function playAlterMock(): never {
  return refuse()
}
/** Throws and names the entry to import. */
export function openMockPage(): never {
  return refuse()
}
export { answer, MockProblem } from './problem.ts'
