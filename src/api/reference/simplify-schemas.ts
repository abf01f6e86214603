type Values = Record<string, unknown>

/**
 * Writes schemas as readers of OpenAPI expect them. TypeBox describes "one of these words" and "or null" as a choice of
 * schemas; here they become `enum` and a list of types. A pattern gets its error message as its description.
 */
export function simplifySchemas(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplifySchemas)
  if (!isValues(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === 'examples' ? inner : simplifySchemas(inner)
  ])
  const { errorMessage, ...rest }: Values = Object.fromEntries(entries)
  const simple = Array.isArray(rest['anyOf']) ? withoutChoice(rest, rest['anyOf']) : rest
  const hasRule = 'pattern' in simple || 'format' in simple
  if (typeof errorMessage !== 'string' || 'description' in simple || !hasRule) return simple
  return { ...simple, description: errorMessage.replace(/^must be /, '') }
}

function withoutChoice({ anyOf: _anyOf, ...rest }: Values, choice: readonly unknown[]): Values {
  const schemas = choice.filter(isValues)
  const others = schemas.filter(({ type }) => type !== 'null')
  const orNull = others.length < schemas.length ? ['null'] : []
  const types = [...new Set([...others.map(({ type }) => type), ...orNull])]
  const type = types.length === 1 ? types[0] : types
  if (others.every((schema) => Array.isArray(schema['enum']))) {
    return { ...rest, type, enum: [...others.flatMap((schema) => schema['enum']), ...orNull.map(() => null)] }
  }
  const [only, ...more] = others
  if (more.length > 0 || typeof only?.['type'] !== 'string') return { ...rest, anyOf: choice }
  return { ...only, ...rest, type }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
