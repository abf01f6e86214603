/** The gateway refused a request. */
export class BellhookError extends Error {
  override name = 'BellhookError'
  /** HTTP status. */
  readonly status: number
  /** A code of docs/errors.md. Undefined: the answer is not from a gateway. */
  readonly code: string | undefined
  /** What the code says in detail, for example `{errors: [{path, message}]}`. */
  readonly details: unknown
  /** Milliseconds that the gateway asks to wait. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, answer: Pick<BellhookError, 'status' | 'code' | 'details' | 'retryAfterMs'>) {
    super(message)
    this.status = answer.status
    this.code = answer.code
    this.details = answer.details
    this.retryAfterMs = answer.retryAfterMs
  }
}

/** Wrong parameters, a wrong token, a missing scope, removed events. */
const FINAL_STATUSES: readonly number[] = [400, 401, 403, 410]

/** True for an error that another try cannot change. A proxy answers 404 while it has no gateway; a gateway's own 404 has a code. */
export function isFinal(error: unknown): error is BellhookError {
  if (!(error instanceof BellhookError)) return false
  return FINAL_STATUSES.includes(error.status) || (error.status === 404 && error.code !== undefined)
}

export async function errorOf(reply: Response): Promise<BellhookError> {
  const { error } = Object(await reply.json().catch(() => undefined))
  const { message = 'no reason', code, details } = Object(error)
  const seconds = Number(reply.headers.get('retry-after') ?? Number.NaN)
  return new BellhookError(`The gateway answers ${reply.status}: ${message}`, {
    status: reply.status,
    code,
    details,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined
  })
}
