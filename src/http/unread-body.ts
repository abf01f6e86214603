import type { IncomingMessage } from 'node:http'

/** Bytes. A shorter rest is read and dropped after the answer, and the connection is used again. */
const SHORT = 64 * 1024

/** True if the request has a body, as far as its headers say. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * True if the connection has to be closed after an answer that is sent before the whole body has arrived: the rest is long,
 * of unknown length, or the client waits for `100 Continue` and may never send it.
 */
export function leavesBody(request: IncomingMessage): boolean {
  if (request.complete || request.readableEnded) return false
  const { headers } = request
  if (headers.expect !== undefined || headers['transfer-encoding'] !== undefined) return true
  return Number(headers['content-length'] ?? 0) > SHORT
}
