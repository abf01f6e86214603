import pg from 'pg'

/** A pool for a database that is dropped soon. `end()` does not wait for its connections, and the drop breaks them. */
export function openPool(connectionString: string, max: number): pg.Pool {
  return new pg.Pool({ connectionString, max }).on('error', () => undefined)
}
