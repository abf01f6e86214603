import { Socket } from 'node:net'
import type { Limits } from '../config/limits.ts'
import { closeAfterAnswer } from './close-after-answer.ts'
import type { Connection, Connections } from './connections.ts'
import { type FaultCode, plainErrorText } from './plain-error.ts'

interface ClientErrorOptions {
  limits: Pick<Limits['http'], 'lingerMs'>
  connections: Pick<Connections, 'of'>
  /** A request was refused because Node could not read it. */
  onRefused(code: FaultCode): void
}

const CODES: Readonly<Record<string, FaultCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'BODY_TOO_LARGE',
  HPE_INVALID_VERSION: 'VERSION_NOT_SUPPORTED'
}

/** Answers what Node cannot read, or has waited for too long, with an error of our own form. Then the connection ends. */
export function clientErrorHandler({ limits, connections, onRefused }: ClientErrorOptions) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    const connection = connections.of(socket)
    if (connection === undefined || !socket.writable || error.code === 'ECONNRESET' || !mayAnswer(connection)) {
      return void socket.destroy()
    }
    const code = codeOf(error)
    onRefused(code)
    socket.write(plainErrorText(code))
    if (code === 'REQUEST_TIMEOUT') closeNow(connection)
    else closeAfterAnswer(connection, limits.lingerMs)
  }
}

function codeOf(error: NodeJS.ErrnoException): FaultCode {
  // The parser has one code for a version that it does not speak, and for a line that ends behind the version without CRLF.
  if ('reason' in error && error.reason === 'Expected CRLF after version') return 'BAD_REQUEST'
  return CODES[error.code ?? ''] ?? 'BAD_REQUEST'
}

function closeNow(connection: Connection): void {
  connection.ending = true
  Socket.prototype.destroySoon.call(connection.socket)
}

/** An error must not pass for the answer to an earlier request, nor follow the answer to this one. */
function mayAnswer({ ending, request, response, unanswered }: Connection): boolean {
  if (ending) return false
  if (request === undefined || request.complete) return unanswered === 0
  return unanswered === 1 && response?.headersSent === false
}
