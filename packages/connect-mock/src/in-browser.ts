function refuse(): never {
  throw new Error(
    '@alter/connect-mock/node, /playwright and /vite need Node. In a browser import @alter/connect-mock/browser.',
  )
}

/** Stands in for the entries for Node in a browser: importing is harmless, calling says what to import instead. */
export function setupAlterMock(): never {
  return refuse()
}
/** Says which entry to import instead. */
export function mockContext(): never {
  return refuse()
}
/** Says which entry to import instead. */
export function test(): never {
  return refuse()
}
/** Says which entry to import instead. */
export function alterMock(): never {
  return refuse()
}
export { answer, MockProblem } from './problem.ts'
