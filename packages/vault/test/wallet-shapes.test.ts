import { expect, test } from 'vitest'
import { z } from 'zod'
import * as shapes from '../../wallet-page/src/vault/shapes.ts'
import * as answers from '../src/reference/wallet-answers.ts'

/** What the vault says that it answers, and what the Wallet's page takes for such an answer. */
const PAIRS: Record<string, [z.ZodType, (value: unknown) => boolean]> = {
  session: [answers.walletSession, shapes.isSession],
  home: [answers.walletHome, shapes.isHome],
  app: [answers.walletApp, shapes.isAppPage],
  connection: [answers.walletConnection, shapes.isConnectionPage],
  activity: [answers.walletActivity, shapes.isActivityPage],
  filters: [answers.walletFilters, shapes.isFilters],
  disconnection: [answers.walletDisconnection, shapes.isDisconnection],
  extension: [answers.walletExtension, shapes.isExtension],
  removal: [answers.walletRemoval, shapes.isRemoval],
  approval: [answers.walletApproval, shapes.isApproval],
  'sign-out': [answers.walletSignOut, shapes.isSignOut],
  forgetting: [answers.walletForgetting, shapes.isForgetting],
}

/** As much of JSON Schema as these documents need. */
interface Schema {
  type?: string
  format?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

/** Samples with every field, and one more for each other kind that a union in them has. */
function samplesOf(schema: Schema): unknown[] {
  const kinds = schema.anyOf ?? schema.oneOf
  if (kinds) return kinds.flatMap(samplesOf)
  if ('const' in schema) return [schema.const]
  if (schema.enum) return schema.enum
  if (schema.type === 'array') return samplesOf(schema.items ?? {}).map((item) => [item])
  if (schema.type === 'object') return objectsOf(schema)
  if (schema.type === 'null') return [null]
  if (schema.type === 'boolean') return [true]
  if (schema.type === 'integer' || schema.type === 'number') return [200]
  return [schema.format === 'date-time' ? '2026-11-30T00:00:00Z' : 'text']
}

function objectsOf({ properties = {} }: Schema): object[] {
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, name === 'rules' ? [[]] : samplesOf(schema)] as const,
  )
  const whole = Object.fromEntries(fields.map(([name, [first]]) => [name, first]))
  return [
    whole,
    ...fields.flatMap(([name, [, ...others]]) => others.map((other) => ({ ...whole, [name]: other }))),
  ]
}

/** The same with one field less, or with one that is something else, at every depth. */
function spoiled(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((item) => spoiled(item).map((bad) => [bad]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]) => {
    // Rules are read where they are put in words: the page takes one that it does not know yet.
    if (name === 'rules') return []
    const without = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name))
    return [without, ...[[[7]], ...spoiled(field)].map((bad) => ({ ...value, [name]: bad }))]
  })
}

test.each(Object.entries(PAIRS))(
  '17.2 vault and page agree on what is an answer: %s',
  (_, [schema, isAnswer]) => {
    const json: Schema = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' })))
    const answered = samplesOf(json).filter((sample) => schema.safeParse(sample).success)
    expect(answered).not.toEqual([])
    for (const sample of [...answered, ...answered.flatMap(spoiled)]) {
      expect({ sample, isAnswer: isAnswer(sample) }).toEqual({
        sample,
        isAnswer: schema.safeParse(sample).success,
      })
    }
  },
)
