import { HEADER } from '@alter/protocol'
import { z } from 'zod'
import manifest from '../../package.json' with { type: 'json' }
import { KEY_ROUTES } from '../identity/keys/key-scopes.ts'
import { ANSWERS } from './answers.ts'
import { bare, describe, type DocumentedOperation, type Schema } from './describe.ts'
import type { Access, Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

/** What authenticates a caller, and where it is sent. */
export type SecurityScheme = { description: string } & (
  | { type: 'apiKey'; in: 'header' | 'cookie'; name: string }
  | { type: 'http'; scheme: 'bearer' }
)

/** The parts of an OpenAPI document that the vault uses. @see https://spec.openapis.org/oas/v3.1.1 */
export interface Document {
  openapi: '3.1.1'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, DocumentedOperation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, SecurityScheme> }
}

export interface Route {
  method: string
  path: string
}

/** Methods of an endpoint that accepts all of them. */
const ALL_METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options']

/** Describes the routes. A route without a description is listed with its address alone. */
export function buildDocument(publicUrl: string, routes: readonly Route[]): Document {
  const paths: Document['paths'] = {}
  const order = Object.keys(OPERATIONS)
  const keys = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))]
  for (const key of keys.sort((a, b) => order.indexOf(a) - order.indexOf(b))) {
    const [method = '', path = ''] = key.split(' ')
    const operation = OPERATIONS[key] ?? undescribed(key)
    const item = (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {})
    for (const name of method === 'ALL' ? ALL_METHODS : [method.toLowerCase()]) {
      const scope = KEY_ROUTES[key]?.scope ?? undefined
      item[name] = describe(path, operation, method === 'ALL' ? name : undefined, scope)
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'The vault of Alter',
      version: manifest.version,
      description:
        "Calls third-party APIs on behalf of an app's users. Errors are problem documents (RFC 9457).",
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(Object.values(OPERATIONS).map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: { schemas: schemas(), securitySchemes: SECURITY_SCHEMES },
  }
}

function undescribed(key: string): Operation {
  return {
    id: key,
    group: 'Service',
    summary: '',
    access: [[]],
    answer: { status: 200, description: '' },
  }
}

function schemas(): Record<string, Schema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(ANSWERS)) registry.add(schema, { id })
  const all = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // A newer vault may answer with more members.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  }).schemas
  return Object.fromEntries(Object.entries(all).map(([id, schema]) => [id, bare(schema)]))
}

const SECURITY_SCHEMES: Record<Access[number], SecurityScheme> = {
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: HEADER.apiKey,
    description: 'A key of the app, or of one of its agents, with the scope that is named.',
  },
  userToken: { type: 'apiKey', in: 'header', name: HEADER.userToken, description: "The calling user's JWT." },
  sessionToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a session, until a browser is bound to it.',
  },
  metricsToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The `metrics_token` of the configuration.',
  },
  wallet: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-alter_wallet',
    description:
      "A sign-in to the Wallet. On http, or below a path, the name ends with a hash of the vault's address.",
  },
  browser: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-alter_browser_<session id>',
    description: 'The browser that the session is bound to.',
  },
}
