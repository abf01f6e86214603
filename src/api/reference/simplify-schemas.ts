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
  // A member of this name, in the `properties` of a schema.
  if (isValues(errorMessage)) return { ...rest, errorMessage }
  const simple = Array.isArray(rest['anyOf']) ? withoutChoice(rest, rest['anyOf']) : asMap(rest)
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
  if (others.every(isWord)) return { ...rest, type, enum: [...others.flatMap(wordsOf), ...orNull.map(() => null)] }
  const [only, ...more] = others
  if (more.length > 0 || typeof only?.['type'] !== 'string') return { ...rest, anyOf: choice }
  return { ...only, ...rest, type }
}

/** TypeBox describes an object with any names by a pattern that every name matches. */
function asMap({ patternProperties, ...rest }: Values): Values {
  const values = isValues(patternProperties) ? patternProperties['^(.*)$'] : undefined
  if (values !== undefined) return { ...rest, additionalProperties: values }
  return patternProperties === undefined ? rest : { ...rest, patternProperties }
}

/** @fastify/swagger writes the `const` of a schema as an `enum`. */
function isWord(schema: Values): boolean {
  return 'const' in schema || Array.isArray(schema['enum'])
}

function wordsOf(schema: Values): unknown {
  return 'const' in schema ? [schema['const']] : schema['enum']
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
