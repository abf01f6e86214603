/** The fields that have a value, or null. */
export function compact<Fields extends object>(
  fields: Fields
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const known: Partial<Fields> = {}
  for (const name in fields) if (fields[name] !== undefined) known[name] = fields[name]
  // The fields that are left are those of the type.
  return known as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }
}
