/** The fields that have a value, or null. */
export function compact<Fields extends object>(
  fields: Fields
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const known: { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } = {}
  // A loop takes half the time of entries that are filtered, and every reading of a PMS needs several.
  for (const name in fields) {
    const value = fields[name]
    // What is not undefined is of the type that is left. Assigned, `__proto__` would not become a field.
    if (value !== undefined && name !== '__proto__') known[name] = value as Exclude<typeof value, undefined>
  }
  return known
}
