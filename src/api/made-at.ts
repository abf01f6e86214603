/** When an event was made, just before its commit, in milliseconds since 1970: its id is a UUIDv7. */
export function madeAt({ id }: { id: string }): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}
