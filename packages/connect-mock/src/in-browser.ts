function refuse(): never {
  throw new Error(
    '@alter/connect-mock/node, /playwright and /vite need Node. In a browser import @alter/connect-mock/browser.',
  )
}

/** Stands in for the entries for Node in a browser: importing is harmless, calling says what to import instead. */
export const setupAlterMock = (): never => refuse()
export const mockContext = (): never => refuse()
export const test = (): never => refuse()
export const alterMock = (): never => refuse()
export { answer, MockProblem } from './problem.ts'
