import type { Content, Document, Example, Operation, Parameter, Reply, Schema } from './document.ts'
import { fields, row } from './fields.ts'
import { html, inline, type Markup, prose } from './html.ts'
import { STYLE } from './style.ts'

/** The whole document as one page that needs no script. */
export function page(document: Document): string {
  const { info, tags, paths } = document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
  )
  const sections = tags.map(({ name }) => ({
    name,
    id: idOf(name),
    operations: operations.filter(({ operation }) => operation.tags.includes(name))
  }))
  const { markup } = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header>
<h1>${info.title} <small>${info.version}</small></h1>
${prose(info.description)}
<nav>${sections.map(({ name, id }) => html`<a href="#${id}">${name}</a> `)}<a href="/docs/json">OpenAPI 3.1</a></nav>
</header>
<main>
${sections.map(
  ({ name, id, operations }) => html`<section>
<h2 id="${id}">${name}</h2>
${operations.map((one) => operationOf(one.method, one.path, one.operation, document))}</section>
`
)}<section>
<h2>Schemas</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => schemaOf(name, schema, document))}</section>
</main>
</body>
</html>
`
  return `<!doctype html>\n${markup}`
}

function operationOf(method: string, path: string, operation: Operation, document: Document): Markup {
  const { summary, description, externalDocs, parameters = [], requestBody, responses } = operation
  const link = externalDocs && html`<p><a href="${externalDocs.url}">${externalDocs.url}</a></p>`
  return html`<details>
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code> <span>${summary}</span></summary>
<div id="${idOf(`${method} ${path}`)}">
${prose(description)}${link}${accessOf(operation, document)}
${parametersOf(parameters)}${requestBody && html`<h3>Body</h3>${contentOf(requestBody.content, document)}`}
<h3>Replies</h3>
${Object.entries(responses).map(([status, reply]) => replyOf(status, reply, document))}</div>
</details>
`
}

function accessOf({ security }: Operation, { components }: Document): Markup | undefined {
  if (security.length === 0) return undefined
  const ways = security.map((needed) => html`<li>${Object.keys(needed).map((name) => wayOf(name, components))}</li>`)
  return html`<h3>${ways.length === 1 ? 'Needs' : 'Needs one of'}</h3><ul>${ways}</ul>`
}

function wayOf(key: string, { securitySchemes }: Document['components']): Markup {
  const { scheme, name = '', in: place, description } = securitySchemes[key] ?? { type: key }
  const given = place === 'query' ? `?${name}=…` : name || `Authorization: ${scheme === 'basic' ? 'Basic' : 'Bearer'} …`
  return html`<p><code>${given}</code> ${inline(description)}</p>`
}

function parametersOf(parameters: readonly Parameter[]): Markup | undefined {
  if (parameters.length === 0) return undefined
  const rows = parameters.map(({ in: place, schema, name, required, description }) =>
    row({
      name,
      schema,
      required,
      description: [description, place === 'query' ? '' : `(${place})`].filter(Boolean).join(' ')
    })
  )
  return html`<h3>Parameters</h3><dl>${rows}</dl>`
}

function replyOf(status: string, { description, headers = {}, content = {} }: Reply, document: Document): Markup {
  const named = Object.entries(headers).map(
    ([name, { description }]) => html`<dt><code>${name}</code></dt><dd>${inline(description)}</dd>`
  )
  return html`<details class="reply">
<summary><b class="s${status.slice(0, 1)}">${status}</b> ${inline(description.split('\n\n')[0])}</summary>
<div>${prose(description.split('\n\n').slice(1).join('\n\n') || undefined)}
${named.length > 0 ? html`<dl>${named}</dl>` : undefined}${contentOf(content, document)}</div>
</details>
`
}

function schemaOf(name: string, schema: Schema, { components }: Document): Markup {
  return html`<details><summary><code>${name}</code></summary><div id="${idOf(name)}">${fields(schema, components.schemas)}</div></details>
`
}

function contentOf(content: Content, { components }: Document): Markup[] {
  return Object.entries(content).map(([type, { schema, examples = {} }]) => {
    const named = schema?.$ref?.split('/').pop()
    const shape = named === undefined ? fields(schema, components.schemas) : undefined
    return html`<p><small>${type}${named && html`, <a href="#${idOf(named)}">${named}</a>`}</small></p>
${Object.values(examples).map((example) => html`<pre>${exampleOf(example, components)}</pre>`)}
${shape && html`<details class="fields"><summary>Fields</summary>${shape}</details>`}
`
  })
}

function exampleOf(example: Example, { examples }: Document['components']): string {
  const value = '$ref' in example ? examples[example.$ref.split('/').pop() ?? '']?.value : example.value
  if (typeof value === 'string') return value
  const line = JSON.stringify(value)
  return line.length > 100 ? JSON.stringify(value, null, 2) : line
}

function idOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
