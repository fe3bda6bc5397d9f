import { isAlterError } from '@alter/sdk'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { inWords } from './error-words.ts'

/** Turns the result of a handler into the result of its tool. */
export function toResult(value: unknown): CallToolResult {
  if (isResult(value)) return value
  return textResult(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'Done.'))
}

export function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] }
}

/** A result that tells a model why nothing happened. */
export function failure(text: string): CallToolResult {
  return { ...textResult(text), isError: true }
}

/** Runs a tool. An error of the SDK becomes a result that a model can read. */
export async function orRefused<Result>(run: () => Promise<Result>): Promise<Result | CallToolResult> {
  try {
    return await run()
  } catch (error) {
    if (isAlterError(error)) return failure(inWords(error))
    throw error
  }
}

function isResult(value: unknown): value is CallToolResult {
  return typeof value === 'object' && value !== null && 'content' in value && Array.isArray(value.content)
}
