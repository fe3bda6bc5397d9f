import { z } from 'zod'
import type { VaultConfig } from './config.ts'
import { ConfigError, type ConfigIssue } from '../config-error.ts'
import { vaultConfig } from './schema.ts'

/** Checks the shape of a configuration; throws a {@link ConfigError} that names every setting at fault. */
export function parseConfig(input: unknown): VaultConfig {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const found = input === undefined ? 'is missing' : 'is not an object'
    throw new ConfigError(`The configuration ${found}: it needs at least public_url and apps.`)
  }
  const result = vaultConfig.safeParse(input, {
    error: (issue) => (issue.input === undefined ? 'is missing' : undefined),
  })
  if (result.success) return result.data
  throw new ConfigError(result.error.issues.flatMap(configIssues))
}

function configIssues(issue: z.core.$ZodIssue): ConfigIssue[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }]
  const allowed = allowedKeys(issue.path)
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `is not a known setting${allowed.length > 0 ? `; allowed: ${allowed.join(', ')}` : ''}`,
  }))
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
