/** The JSON text of a value with its keys in one order: equal values have equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.some(isObject) ? `[${value.map(canonical).join(',')}]` : JSON.stringify(value)
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const fields: string[] = []
  for (const name of sortedNames(value)) {
    const inner = value[name]
    if (inner !== undefined) fields.push(`${JSON.stringify(name)}:${canonical(inner)}`)
  }
  return `{${fields.join(',')}}`
}

const INDEX = /^(0|[1-9]\d{0,9})$/

/** Names that are array indexes come first, by their number, because JavaScript lists them so; then the others, by code units. */
function sortedNames(object: object): string[] {
  const names = Object.keys(object)
  const first = names.findIndex((name) => !isIndex(name))
  return first === -1 ? names : [...names.slice(0, first), ...names.slice(first).sort()]
}

function isIndex(name: string): boolean {
  return INDEX.test(name) && Number(name) < 2 ** 32 - 1
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
