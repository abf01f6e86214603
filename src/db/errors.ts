/** SQLSTATE or system error code of whatever the driver threw; Drizzle wraps the driver's error. */
export function codeOf(error: unknown): string | undefined {
  for (const one of causesOf(error)) if ('code' in one && typeof one.code === 'string') return one.code
  return undefined
}

/**
 * True if the rows themselves cannot be written: data exception (22), integrity violation (23), a limit exceeded (54), or
 * an exception in our own code. Another attempt would fail, too.
 */
export function isPoison(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true
  return /^(22|23|54|DRAFT_FAILED)/.test(codeOf(error) ?? '')
}

/**
 * True when the server cannot be reached or takes no work now: connection exception (08), out of resources (53),
 * intervention by an operator (57), an error of the network, or one of the driver's own timeouts, which have no code. The
 * server's own timeout for a statement counts as query_canceled (57014).
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return /^(08|53|57P|57014)|^E[A-Z_]+$/.test(code)
  const root = causesOf(error).at(-1)
  return root !== undefined && /timeout|terminated/i.test(root.message)
}

/** True when the server did not finish in the time it had: our own patience, or its own timeout. */
export function isTooSlow(error: unknown): boolean {
  return ['ETIMEDOUT', '57014'].includes(codeOf(error) ?? '')
}

/**
 * True if only the connection broke or was refused. The rows may be fine: most often the server, or
 * something on the way to it, has ended.
 */
export function isBrokenConnection(error: unknown): boolean {
  const code = codeOf(error)
  return code === undefined ? isUnavailable(error) : /^(08|57P)|^E[A-Z_]+$/.test(code) && !isTooSlow(error)
}

/** True if the server has no disk space, memory, or connection left. */
export function isOutOfResources(error: unknown): boolean {
  return /^53(?!200)/.test(codeOf(error) ?? '')
}

/** The error and what caused it, outermost first. A cause can be its own cause. */
function causesOf(error: unknown): readonly Error[] {
  const found: Error[] = []
  for (let at = error; at instanceof Error && !found.includes(at); at = at.cause) found.push(at)
  return found
}
