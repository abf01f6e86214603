import { Socket } from 'node:net'
import type { Limits } from '../config/limits.ts'
import { closeAfterAnswer } from './close-after-answer.ts'
import type { Connection, Connections } from './connections.ts'
import { type FaultCode, plainErrorText } from './plain-error.ts'
import { whenAnswered } from './when-answered.ts'

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

/**
 * Answers what Node cannot read, or has waited for too long, with an error of our own form, behind the answers to the requests before it.
 * Then the connection ends.
 */
export function clientErrorHandler({ limits, connections, onRefused }: ClientErrorOptions) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    const connection = connections.of(socket)
    // The parser says so again for each further piece.
    if (connection?.isBroken && !connection.ending) return
    if (connection === undefined || !socket.writable || error.code === 'ECONNRESET' || !mayAnswer(connection)) {
      return void socket.destroy()
    }
    const code = codeOf(error)
    onRefused(code)
    const { response } = connection
    if (response === undefined || !isBehind(connection)) answer(connection, code)
    else {
      connection.isBroken = true
      whenAnswered(response, () => answer(connection, code))
    }
  }

  function answer(connection: Connection, code: FaultCode): void {
    const { socket } = connection
    // The answer before it may have ended the connection.
    if (!socket.writable) return
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

/** True: the requests before it are complete, and not all of them are answered. */
function isBehind({ request, unanswered }: Connection): boolean {
  return request?.complete === true && unanswered > 0
}

/** An error must not pass for the answer to an earlier request, nor follow the answer to this one. */
function mayAnswer({ ending, request, response, unanswered }: Connection): boolean {
  if (ending) return false
  if (request === undefined || request.complete) return true
  return unanswered === 1 && response?.headersSent === false
}
