/** OpenAPI 3.1, as far as this gateway writes it: https://spec.openapis.org/oas/v3.1.1.html */
export interface Document {
  info: { title: string; version: string; description?: string }
  tags: readonly { name: string; description?: string }[]
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components: {
    schemas: Readonly<Record<string, Schema>>
    examples: Readonly<Record<string, { value: unknown }>>
    securitySchemes: Readonly<Record<string, Scheme>>
  }
}

export interface Operation {
  tags: readonly string[]
  summary: string
  description?: string
  externalDocs?: { url: string }
  security: readonly Readonly<Record<string, unknown>>[]
  parameters?: readonly Parameter[]
  requestBody?: { content: Content }
  responses: Readonly<Record<string, Reply>>
}

export interface Parameter {
  name: string
  in: string
  required?: boolean
  description?: string
  schema: Schema
}

export interface Reply {
  description: string
  headers?: Readonly<Record<string, { description?: string }>>
  content?: Content
}

export type Content = Readonly<Record<string, { schema?: Schema; examples?: Readonly<Record<string, Example>> }>>

/** An example, or where it is. */
export type Example = { value: unknown } | { $ref: string }

export interface Schema {
  $ref?: string
  type?: string | readonly string[]
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  items?: Schema
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
}

export interface Scheme {
  type: string
  in?: string
  name?: string
  scheme?: string
  description?: string
}

type Values = Record<string, unknown>

/**
 * TypeBox says "one of these words" and "or null" as a choice of shapes, and what a pattern means is in the sentence that a
 * sender reads when it is wrong. Here both become what a reader of a document expects.
 */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isValues(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, key === 'examples' ? inner : plain(inner)])
  const { errorMessage, ...rest }: Values = Object.fromEntries(entries)
  const simple = Array.isArray(rest['anyOf']) ? withoutChoice(rest, rest['anyOf']) : rest
  const says = 'pattern' in simple || 'format' in simple
  if (typeof errorMessage !== 'string' || 'description' in simple || !says) return simple
  return { ...simple, description: errorMessage.replace(/^must be /, '') }
}

function withoutChoice({ anyOf: _anyOf, ...rest }: Values, choice: readonly unknown[]): Values {
  const shapes = choice.filter(isValues)
  const others = shapes.filter(({ type }) => type !== 'null')
  const orNull = others.length < shapes.length ? ['null'] : []
  const types = [...new Set([...others.map(({ type }) => type), ...orNull])]
  const type = types.length === 1 ? types[0] : types
  if (others.every((shape) => Array.isArray(shape['enum']))) {
    return { ...rest, type, enum: [...others.flatMap((shape) => shape['enum']), ...orNull.map(() => null)] }
  }
  const [only, ...more] = others
  if (more.length > 0 || typeof only?.['type'] !== 'string') return { ...rest, anyOf: choice }
  return { ...only, ...rest, type }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
