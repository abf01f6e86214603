/** SQLSTATE or system error code of an error of the driver, which Drizzle may have wrapped. */
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
 * True if the server cannot be reached or accepts no work now: connection exception (08), out of resources (53), operator
 * intervention (57), an error of the network, or a timeout of the driver, which has no code. The statement timeout of the server
 * counts as query_canceled (57014).
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return /^(08|53|57P|57014)|^E[A-Z_]+$/.test(code)
  const root = causesOf(error).at(-1)
  return root !== undefined && /timeout|terminated/i.test(root.message)
}

/** True if the server did not finish in time: by our timeout, or by its own. */
export function isTooSlow(error: unknown): boolean {
  return ['ETIMEDOUT', '57014'].includes(codeOf(error) ?? '')
}

/**
 * True if only the connection broke or was refused. The rows may be fine: most often the server, or a proxy in front of it, has
 * ended.
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
