import { html, raw } from 'hono/html'
import type { DocumentedOperation, Schema } from './describe.ts'
import type { Document, SecurityScheme } from './document.ts'

type Html = ReturnType<typeof raw>

/** The document as a page for people, without a script. */
export function referencePage(document: Document): Html {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      // An endpoint that accepts every method is one entry: the one with a body.
      const isAny = operation.operationId.endsWith(`_${method}`)
      if (isAny && method !== 'post') return []
      return [{ path, method: isAny ? 'ANY' : method.toUpperCase(), operation }]
    }),
  )
  function inGroup(name: string) {
    return operations.filter(({ operation }) => operation.tags.includes(name))
  }
  return page`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${document.info.title}: reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="reference.css">
</head>
<body>
<nav aria-label="Contents">
${document.tags.map(
  ({ name }) => page`<h2>${name}</h2>
<ul>${inGroup(name).map(({ operation }) => page`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`)}</ul>
`,
)}
<h2>Schemas</h2>
<ul>${Object.keys(document.components.schemas).map((name) => page`<li><a href="#${name}">${name}</a></li>`)}</ul>
</nav>
<main>
<h1>${document.info.title}</h1>
<p>${document.info.description} Version ${document.info.version}, at <code>${document.servers[0]?.url}</code>. As a document: <a href="openapi.json">openapi.json</a>.</p>
<h2>Access</h2>
${table(
  ['What', 'Sent as', 'Meaning'],
  Object.entries(document.components.securitySchemes).map(([name, scheme]) => [
    page`${name}`,
    page`<code>${placeOf(scheme)}</code>`,
    prose(scheme.description),
  ]),
)}
${document.tags.map(
  ({ name }) => page`<h2>${name}</h2>
${inGroup(name).map(({ method, path, operation }) => section(method, path, operation))}`,
)}
<h2>Schemas</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) => page`<section id="${name}"><h3>${name}</h3>
${fields(schema)}</section>
`,
)}
</main>
</body>
</html>
`
}

function placeOf(scheme: SecurityScheme): string {
  return scheme.type === 'http'
    ? 'authorization: Bearer …'
    : `${scheme.in === 'cookie' ? 'cookie: ' : ''}${scheme.name}`
}

function section(method: string, path: string, operation: DocumentedOperation): Html {
  const { operationId, summary, description, security, parameters = [], requestBody, responses } = operation
  const access = security.map((way) => Object.keys(way).join(' and ') || 'nothing').join(', or ')
  return page`<section id="${operationId}"><h3>${summary}</h3>
<p class="address"><b>${method}</b> <code>${path}</code></p>
<p>${prose(description ?? '')}</p>
<p>Takes: ${access}.</p>
${
  parameters.length > 0 &&
  table(
    ['Parameter', 'Type', 'Meaning'],
    parameters.map(({ name, in: place, required, schema, description: meaning = '' }) => [
      page`<code>${name}</code> in ${place}${required ? ', required' : ''}`,
      type(schema),
      prose(meaning),
    ]),
  )
}
${Object.entries(requestBody?.content ?? {}).map(
  ([media, { schema }]) => page`<h4>Body, ${media}${requestBody?.required === true ? '' : ', optional'}</h4>
${fields(schema)}`,
)}
<h4>Answers</h4>
${table(
  ['Status', 'Content', 'Meaning'],
  Object.entries(responses).map(([status, answer]) => [
    page`${status}`,
    page`${Object.entries(answer.content ?? {}).map(([media, { schema }]) => page`${media} ${schema.$ref === undefined ? '' : type(schema)}`)}`,
    prose(answer.description),
  ]),
)}
</section>
`
}

/** The fields of an object as a table; any other schema as one line. */
function fields(schema: Schema): Html {
  const { properties, required = [], description = '' } = schema
  if (properties === undefined) return page`<p>${type(schema)} ${prose(description)}</p>`
  return table(
    ['Field', 'Type', 'Meaning'],
    Object.entries(properties).map(([name, field]) => {
      const known = typeof field === 'object' ? field : {}
      const mark = required.includes(name) ? '' : ', optional'
      return [page`<code>${name}</code>${mark}`, type(known), prose(known.description ?? '')]
    }),
  )
}

function table(head: readonly string[], rows: readonly (readonly Html[])[]): Html {
  return page`<table><thead><tr>${head.map((cell) => page`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => page`<tr>${row.map((cell) => page`<td>${cell}</td>`)}</tr>`)}</tbody></table>
`
}

/** A short text for a schema's type. Other schemas are linked. */
function type(schema: Schema): Html {
  const { $ref, enum: values, const: value, items, properties, additionalProperties: rest } = schema
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1)
    return page`<a href="#${name}">${name}</a>`
  }
  if (values !== undefined)
    return page`<code>${values.map((each) => JSON.stringify(each)).join(' | ')}</code>`
  if (value !== undefined) return page`<code>${JSON.stringify(value)}</code>`
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined)
    return page`${choices.map((each, index) => page`${index > 0 ? ' or ' : ''}${type(each)}`)}`
  if (typeof items === 'object' && !Array.isArray(items)) return page`list of ${type(items)}`
  if (properties !== undefined) return page`object: <code>${Object.keys(properties).join(', ')}</code>`
  if (typeof rest === 'object') return page`map to ${type(rest)}`
  return page`${schema.type ?? 'any'}`
}

/** A text in which backticks mark code. */
function prose(text: string): Html {
  return page`${text.split('`').map((part, index) => (index % 2 === 1 ? page`<code>${part}</code>` : part))}`
}

/** `html` with parts that need no waiting, so the result is no promise. */
function page(parts: TemplateStringsArray, ...values: unknown[]): Html {
  return raw(html(parts, ...values))
}
