import type { ConnectionList, Grant, Problem } from '@alter/protocol'
import { expect } from 'vitest'
import type { Answer, Backend, Browser } from './backend.ts'

/** The participants of a story. */
interface Scene {
  browser: Browser
  /** Another browser with the same backend. */
  another: () => Browser
  backend: Backend
}

export const WORK = { account: 'ada@work.example' }
export const HOME = { account: 'ada@home.example' }

export async function connections(browser: Browser): Promise<Grant[]> {
  return (await browser.app<ConnectionList>('GET', 'connections')).body.connections
}

export function expectProblem(
  { status, body, headers }: Answer<Pick<Problem, 'code'>>,
  ...expected: [number, string]
): void {
  expect([status, body.code]).toEqual(expected)
  expect(headers.get('content-type')).toBe('application/problem+json')
}

/** Stories about what a frontend may rely on, by title. */
export type Stories = Record<string, (scene: Scene) => Promise<void>>
