import { PROBLEM_STATUS } from '@alter/protocol'
import { z } from 'zod'
import type { AnswerName } from './answers.ts'
import type { Operation } from './operation.ts'

export type Schema = z.core.JSONSchema.BaseSchema

interface Media {
  schema: Schema
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: Schema
}

export interface DocumentedResponse {
  description: string
  content?: Record<string, Media>
}

export interface DocumentedOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, DocumentedResponse>
}

/**
 * @param method the method to describe, for an endpoint with several
 * @param scope the scope that an API key needs
 */
export function describe(
  path: string,
  operation: Operation,
  method: string | undefined,
  scope: string | undefined,
): DocumentedOperation {
  const { id, group, summary, description, access, body } = operation
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']): Parameter => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...parametersOf('query', operation.query),
    ...parametersOf('header', operation.headers),
  ]
  const hasBody = body !== undefined && method !== 'get' && method !== 'head'
  return {
    operationId: method === undefined ? id : `${id}_${method}`,
    tags: [group],
    summary,
    ...(description !== undefined && { description }),
    security: access.map((way) =>
      Object.fromEntries(way.map((scheme) => [scheme, scheme === 'apiKey' && scope ? [scope] : []])),
    ),
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && {
      requestBody: {
        required: body.optional !== true,
        content: { [body.type ?? 'application/json']: { schema: toSchema(body.schema) } },
      },
    }),
    responses: { [operation.answer.status]: answerOf(operation), ...problemsOf(operation) },
  }
}

function parametersOf(place: 'query' | 'header', schema: z.ZodType | undefined): Parameter[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = toSchema(schema)
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = typeof property === 'object' ? property : {}
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
    }
  })
}

function answerOf({ answer }: Operation): DocumentedResponse {
  const { description, schema, type } = answer
  if (schema !== undefined)
    return { description, content: { 'application/json': { schema: reference(schema) } } }
  return { description, ...(type !== undefined && { content: { [type]: { schema: {} } } }) }
}

function problemsOf({ problems = [] }: Operation): Record<string, DocumentedResponse> {
  const content = { 'application/problem+json': { schema: reference('Problem') } }
  const byStatus = new Map<number, string[]>()
  for (const code of new Set(problems)) {
    const status = PROBLEM_STATUS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\``])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]),
  )
}

function reference(name: AnswerName): Schema {
  return { $ref: `#/components/schemas/${name}` }
}

function toSchema(schema: z.ZodType): Schema {
  return bare(z.toJSONSchema(schema, { io: 'input' }))
}

/** A schema as part of the document, which names the dialect and the place of all schemas itself. */
export function bare(schema: Schema): Schema {
  const { $schema: _, $id: __, ...rest } = schema
  return rest
}
