import { codeOf } from '../db/errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the name server does not answer',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no TLS there: use http://',
  UND_ERR_SOCKET: 'connection closed'
}

/** Why a request got no answer, in a few words. */
export function fetchFailure(error: unknown): string {
  const code = codeOf(error)
  if (code !== undefined) return REASONS[code] ?? code
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause instanceof Error ? error.cause.message : 'no answer'
}
