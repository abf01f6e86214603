/** Host and port of the database, from its URL or else from a connection error. Contains no password. Undefined: unknown. */
export function databaseAddress(databaseUrl: string | undefined, error?: unknown): string | undefined {
  if (databaseUrl !== undefined) return addressOf(new URL(databaseUrl))
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    // A host name with several addresses fails with an AggregateError.
    const first: Partial<Record<string, unknown>> = Object(at instanceof AggregateError ? at.errors[0] : at)
    if (first['address'] !== undefined) return `${first['address']}:${first['port']}`
    if (first['hostname'] !== undefined) return String(first['hostname'])
  }
  return undefined
}

function addressOf({ hostname, port, searchParams }: URL): string {
  const host = searchParams.get('host') || decodeURIComponent(hostname) || 'localhost'
  // A path is a Unix socket.
  return host.startsWith('/') ? host : `${host}:${searchParams.get('port') || port || 5432}`
}
