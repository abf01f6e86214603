import type { Document, Schema } from './document.ts'
import { html, inline, type Markup } from './html.ts'

type Schemas = Document['components']['schemas']

const PREFIX = '#/components/schemas/'

/** The fields of an object, and of the objects in it; nothing where there are none. */
export function fields(schema: Schema | undefined, schemas: Schemas): Markup | undefined {
  const { properties, items, anyOf, required = [] } = resolved(schema, schemas)
  if (items !== undefined) return fields(items, schemas)
  if (anyOf !== undefined) {
    const shapes = anyOf.map((shape) => fields(shape, schemas)).filter((shape) => shape !== undefined)
    if (shapes.length < 2) return shapes[0]
    return html`${shapes.map((shape, at) => html`<p class="or">${at === 0 ? 'One of these:' : 'or'}</p>${shape}`)}`
  }
  if (properties === undefined || Object.keys(properties).length === 0) return undefined
  const rows = Object.entries(properties).map(([name, field]) =>
    row({ name, schema: field, required: required.includes(name), inside: fields(field, schemas) })
  )
  return html`<dl>${rows}</dl>`
}

interface Row {
  name: string
  schema: Schema
  description?: string | undefined
  required?: boolean | undefined
  inside?: Markup | undefined
}

/** A field, or a parameter. */
export function row({ name, schema, description = schema.description, required = false, inside }: Row): Markup {
  const standard =
    schema.default === undefined ? undefined : html` <small>default ${JSON.stringify(schema.default)}</small>`
  return html`<dt><code>${name}</code> <small>${typeOf(schema)}</small>${required ? html` <b>required</b>` : undefined}${standard}</dt>
<dd>${inline(description)}${inside}</dd>
`
}

function typeOf({ $ref, type, enum: words, anyOf, items }: Schema): string {
  if ($ref !== undefined) return $ref.slice(PREFIX.length)
  if (words !== undefined) return words.map((word) => JSON.stringify(word)).join(' | ')
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (items !== undefined) return `list of ${typeOf(items)}`
  return type === undefined ? 'anything' : [type].flat().join(' or ')
}

function resolved(schema: Schema | undefined, schemas: Schemas): Schema {
  return schema?.$ref === undefined ? (schema ?? {}) : (schemas[schema.$ref.slice(PREFIX.length)] ?? {})
}
