import pg from 'pg'

/** Connections to a database that is dropped soon: `end()` does not wait until they are gone, and the drop then breaks them. */
export function openPool(connectionString: string, max: number): pg.Pool {
  return new pg.Pool({ connectionString, max }).on('error', () => undefined)
}
