import { eventSchemaFiles } from './event-schemas.ts'

// TypeScript types of all events, for packages without dependencies. They are printed from the JSON Schemas of the events.

interface Schema {
  $ref?: string
  const?: unknown
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  type?: string | readonly string[]
  items?: Schema
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  description?: string
  $defs?: Readonly<Record<string, Schema>>
}

const ATTRIBUTES = 'EventAttributes'
const HEADER =
  '// Generated from the schemas of the events by `npm run event-types`. Do not edit.\n' +
  '/* biome-ignore-all format: generated */'

/** The text of `client/event-types.ts`. */
export function eventTypesFile(): string {
  // A schema that is made of JSON has these members.
  const files = [...eventSchemaFiles()].filter(([type]) => type !== 'event') as [string, Schema][]
  const shared = new Map(files.flatMap(([, { $defs = {} }]) => Object.entries($defs)))
  const parts = [...shared].map(
    ([name, schema]) => `export interface ${name} ${objectType(sharedPart(name, schema), '')}`
  )
  const events = files.map(([type, { properties = {} }]) => {
    const data = typeOf(properties['data'] ?? {}, '    ')
    return `  '${type}': ${data}`
  })
  return `${[
    HEADER,
    ...parts,
    `/** \`data\` of each event type. */\nexport interface EventDataByType {\n${events.join('\n')}\n}`,
    'export type EventType = keyof EventDataByType',
    `/** One event of the feed. \`event.type\` tells which \`event.data\` it has. */\nexport type BellhookEvent = { [Type in EventType]: ${ATTRIBUTES} & { type: Type; data: EventDataByType[Type] } }[EventType]`
  ].join('\n\n')}\n`
}

/** Each event type has its own type and data. */
function sharedPart(name: string, schema: Schema): Schema {
  if (name !== ATTRIBUTES) return schema
  const { type: _type, data: _data, ...properties } = schema.properties ?? {}
  return { ...schema, properties }
}

function typeOf(schema: Schema, indent: string): string {
  const { $ref, anyOf, type, items } = schema
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ')
  if (anyOf !== undefined) return [...new Set(anyOf.map((one) => typeOf(one, indent)))].join(' | ')
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one }, indent)).join(' | ')
  if (type === 'array') return `Array<${typeOf(items ?? {}, indent)}>`
  if (type === 'object') return objectType(schema, indent)
  if (type === 'integer') return 'number'
  return typeof type === 'string' ? type : 'unknown'
}

function objectType({ properties, required = [] }: Schema, indent: string): string {
  if (properties === undefined) return 'Record<string, unknown>'
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const comment =
      schema.description === undefined ? '' : `${inner}/** ${schema.description.replaceAll('*/', '')} */\n`
    return `${comment}${inner}${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema, inner)}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : JSON.stringify(value)
}
