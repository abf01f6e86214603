import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { errors, RETRY_AFTER } from '../contract/errors.ts'
import { RESPONSE_HEADERS } from './response-headers.ts'
import { leavesBody } from './unread-body.ts'

/** What is wrong with a request that Node cannot read, or that no server takes. */
export type FaultCode =
  | 'BAD_REQUEST'
  | 'BODY_TOO_LARGE'
  | 'EXPECTATION_FAILED'
  | 'HEADERS_TOO_LARGE'
  | 'REQUEST_TIMEOUT'
  | 'VERSION_NOT_SUPPORTED'

/** Errors that are answered without the framework. */
type PlainErrorCode = FaultCode | 'OVERLOADED'

interface PlainError {
  statusCode: number
  headers: Readonly<Record<string, string | number>>
  body: string
}

// Made once: under overload, the stack trace of an error alone is too much work.
const PLAIN_ERRORS: Readonly<Record<PlainErrorCode, PlainError>> = {
  BAD_REQUEST: plainError('BAD_REQUEST'),
  BODY_TOO_LARGE: plainError('BODY_TOO_LARGE'),
  EXPECTATION_FAILED: plainError('EXPECTATION_FAILED'),
  HEADERS_TOO_LARGE: plainError('HEADERS_TOO_LARGE'),
  OVERLOADED: plainError('OVERLOADED'),
  REQUEST_TIMEOUT: plainError('REQUEST_TIMEOUT'),
  VERSION_NOT_SUPPORTED: plainError('VERSION_NOT_SUPPORTED')
}

/** Answers a request from its headers alone. */
export function sendPlainError(request: IncomingMessage, response: ServerResponse, code: PlainErrorCode): void {
  const { statusCode, headers, body } = PLAIN_ERRORS[code]
  if (leavesBody(request)) response.shouldKeepAlive = false
  response.writeHead(statusCode, headers).end(body)
}

/** The same as bytes, for a connection on which there is no request to answer. */
export function plainErrorText(code: PlainErrorCode): string {
  const { statusCode, headers, body } = PLAIN_ERRORS[code]
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`, ...lines, '', body].join('\r\n')
}

function plainError(name: PlainErrorCode): PlainError {
  const { code, message, statusCode = 500 } = new errors[name]()
  const body = JSON.stringify({ error: { code, message } })
  const headers = {
    ...RESPONSE_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(statusCode === 503 && { 'retry-after': RETRY_AFTER })
  }
  return { statusCode, headers, body }
}
