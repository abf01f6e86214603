/** Creation time of an event in milliseconds since 1970, taken just before its commit: the id is a UUIDv7. */
export function createdAt({ id }: { id: string }): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
