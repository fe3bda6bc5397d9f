function refuse(): never {
  throw new Error(
    '@alter/connect-mock/node, /playwright and /vite need Node. In a browser import @alter/connect-mock/browser.',
  )
}

/** Replaces the entries for Node in a browser. Importing does nothing; a call throws and names the entry to import. */
export function setupAlterMock(): never {
  return refuse()
}
/** Throws and names the entry to import. */
export function mockContext(): never {
  return refuse()
}
/** Throws and names the entry to import. */
export function test(): never {
  return refuse()
}
/** Throws and names the entry to import. */
export function alterMock(): never {
  return refuse()
}
export { answer, MockProblem } from './problem.ts'
