import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

export interface OutboundRequest {
  url: string
  method: string
  headers?: OutgoingHttpHeaders
  body?: Buffer | string
  /** From connecting to the last byte of the answer. */
  timeoutMs: number
  /** Further bytes of the answer are not read. */
  maxAnswerBytes: number
  signal?: AbortSignal | undefined
  /** Certificate of the client, in PEM. */
  certificate?: { cert: string; key: string } | undefined
}

export interface OutboundAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** The first bytes of the answer. */
  body: Buffer
  /** True: the answer was longer than `maxAnswerBytes`. */
  truncated: boolean
}
