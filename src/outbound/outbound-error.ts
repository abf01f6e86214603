/**
 * Why a request got no answer. `code` is one of Node's, like `ECONNREFUSED`, or `ADDRESS_REFUSED` or `URL_REFUSED` for a request
 * that was not sent, because the settings do not allow it.
 */
export class OutboundError extends Error {
  override name = 'OutboundError'
  readonly code: string

  constructor(code: string, reason: string) {
    super(reason)
    this.code = code
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address and port',
  ECONNRESET: 'the connection was closed before the answer was complete',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name server did not answer',
  EHOSTUNREACH: 'there is no route to the address',
  ENETUNREACH: 'there is no route to the network',
  EPIPE: 'the connection was closed before the request was sent',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed, see NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate authority is not known, see NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate authority is not known, see NODE_EXTRA_CA_CERTS',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate authority is not known, see NODE_EXTRA_CA_CERTS',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are too large'
}

const LONGEST_REASON = 200

/** The typed form of an error of a socket, a name server, or a parser. */
export function outboundError(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error
  if (!(error instanceof Error)) return new OutboundError('UNKNOWN', String(error).slice(0, LONGEST_REASON))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
  return new OutboundError(code, REASONS[code] ?? error.message.slice(0, LONGEST_REASON))
}

/** One line for an operator: the code, and what it means. */
export function describe({ code, message }: OutboundError): string {
  return `${code}: ${message}`
}
