/** SQLSTATE or system error code of whatever the driver threw; Drizzle wraps the driver's error. */
export function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}

/**
 * True when the rows themselves are the trouble: data exception (22), integrity violation (23) or a limit exceeded
 * (54). Trying the same rows again would fail again.
 */
export function isDataError(error: unknown): boolean {
  return /^(22|23|54)/.test(codeOf(error) ?? '')
}
