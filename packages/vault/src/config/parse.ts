import { z } from 'zod'
import type { VaultConfig } from './config.ts'
import { ConfigError, type ConfigIssue } from '../config-error.ts'
import { HIDDEN_NAME, hiddenNames } from '../hidden-names.ts'
import { reasonOf } from '../issue-reason.ts'
import { vaultConfig } from './schema.ts'

/** Checks the shape of a configuration; throws a {@link ConfigError} that names every setting at fault. */
export function parseConfig(input: unknown): VaultConfig {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const found = input === undefined ? 'is missing' : 'is not an object'
    throw new ConfigError(`The configuration ${found}: it needs at least public_url and apps.`)
  }
  const result = vaultConfig.safeParse(input, {
    error: (issue) => (issue.input === undefined ? 'is missing' : boundOf(issue)),
  })
  const hidden = hiddenIssues(input)
  if (result.success && hidden.length === 0) return result.data
  throw new ConfigError([
    ...hidden,
    ...(result.error?.issues ?? []).flatMap((issue) => configIssues(issue, input)),
  ])
}

const UNITS: Record<string, string> = { array: 'entries', string: 'characters' }

/** The bound that a value exceeds, in words; `undefined` for any other fault. */
function boundOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined
  const unit = UNITS[issue.origin]
  if (issue.code === 'too_small' && issue.minimum === 1 && unit !== undefined) return 'must not be empty'
  const least = issue.inclusive === false ? 'more than' : 'at least'
  const bound =
    issue.code === 'too_small' ? `${least} ${String(issue.minimum)}` : `at most ${String(issue.maximum)}`
  return unit === undefined ? `must be ${bound}` : `must have ${bound} ${unit}`
}

/** More are not named at once. */
const MOST_HIDDEN = 20

const UNDEFINED = 'is undefined: give it a value, or leave it out (is a variable of the environment not set?)'

function hiddenIssues(input: object): ConfigIssue[] {
  const issues: ConfigIssue[] = []
  for (const path of hiddenNames(input)) {
    if (issues.push({ path, message: 'is no name that a setting can have' }) === MOST_HIDDEN) break
  }
  return issues
}

function configIssues(issue: z.core.$ZodIssue, input: object): ConfigIssue[] {
  if (isSetToUndefined(input, issue.path)) return [{ path: issue.path, message: UNDEFINED }]
  if (issue.code === 'invalid_union' && issue.message === UNSAID) return unionIssues(issue)
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: reasonOf(issue) }]
  const allowed = allowedKeys(issue.path)
  return issue.keys
    .filter((key) => key !== HIDDEN_NAME)
    .map((key) => ({
      path: [...issue.path, key],
      message: `is not a known setting${allowed.length > 0 ? `; allowed: ${allowed.join(', ')}` : ''}`,
    }))
}

/** What zod says of a value that fits none of several schemas. */
const UNSAID = 'Invalid input'

/** Names the types that a value may have. Of a value that has one of them, zod says what is wrong with it. */
function unionIssues({ path, errors }: z.core.$ZodIssueInvalidUnion): ConfigIssue[] {
  const types = errors.flatMap(([first]) => (first?.code === 'invalid_type' ? [first.expected] : []))
  return [{ path, message: types.length > 0 ? `${UNSAID}: expected ${types.join(' or ')}` : UNSAID }]
}

/** Whether a place of the input has a key with the value `undefined`. */
function isSetToUndefined(input: object, path: PropertyKey[]): boolean {
  const [last = ''] = path.slice(-1)
  const parent = path.slice(0, -1).reduce<object>((place, key) => Object(Reflect.get(place, key)), input)
  return Object.hasOwn(parent, last) && Reflect.get(parent, last) === undefined
}

function allowedKeys(path: PropertyKey[]): string[] {
  let schema: unknown = vaultConfig
  for (const part of path) schema = inner(unwrap(schema), part)
  schema = unwrap(schema)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

function inner(schema: unknown, part: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)]
  if (schema instanceof z.ZodArray) return schema.element
  return schema instanceof z.ZodRecord ? schema.valueType : undefined
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional ? schema.unwrap() : schema
}
