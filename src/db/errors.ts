/** SQLSTATE or system error code of whatever the driver threw; Drizzle wraps the driver's error. */
export function codeOf(error: unknown): string | undefined {
  // A cause can be its own cause.
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}

/**
 * True when what is to be written is the trouble: data exception (22), integrity violation (23), a limit exceeded (54), or
 * a value that our own code stumbles over. Trying the same again would fail again.
 */
export function isPoison(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true
  return /^(22|23|54)/.test(codeOf(error) ?? '')
}

/**
 * True when the server cannot be reached or takes no work now: connection exception (08), out of resources (53),
 * intervention by an operator (57), an error of the network, or one of the driver's own timeouts, which have no code.
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return /^(08|53|57P)|^E[A-Z_]+$/.test(code)
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth++) {
    if (/timeout|terminated/i.test(at.message) && at.cause === undefined) return true
  }
  return false
}
