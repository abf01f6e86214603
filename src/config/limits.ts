/**
 * Every bound that keeps one sender, one reader, or one delivery from taking what all others need.
 * They are not settings: an operator has no way to know better values. The attack harness runs a gateway with one of them
 * switched off, to prove that the attack it stops is a real one.
 */
export const LIMITS = Object.freeze({
  http: Object.freeze({
    /** Bytes of one body. Meta's batches reach 3 MB. */
    bodyBytes: 4 * 1024 * 1024,
    /** Bytes of all bodies in memory. Parsed and normalized, a body takes several times its size. */
    bodiesBytes: 32 * 1024 * 1024,
    /** Chunks of one body, beside one for every 64 bytes. A chunk takes about a microsecond, however small it is. */
    bodyChunks: 16_384,
    /** A body may fall this far behind `bodyBytesPerSecond`, in milliseconds, before it is refused. */
    bodyGraceMs: 5_000,
    bodyBytesPerSecond: 1_024,
    /** Requests that are being verified, stored, or answered. At 2,000 acknowledgements per second the last waits 2 s. */
    requests: 4_000,
    /** Open connections. Each takes a file descriptor and about 15 KB. */
    connections: 8_192,
    /** Requests of one connection in one turn of the event loop, and requests of one connection without an answer. */
    pipelinedRequests: 32,
    /** Headers of one request. */
    headers: 128,
    /** Milliseconds from the first byte until the headers are complete; 0: no limit. */
    headersMs: 15_000,
    /** Milliseconds from the first byte until the body is complete; 0: no limit. */
    requestMs: 30_000,
    /** Milliseconds without any traffic on a connection; 0: no limit. */
    silenceMs: 30_000,
    /** Milliseconds in which a refused sender may finish sending and read the answer, before the connection is closed. */
    lingerMs: 5_000
  }),
  addresses: Object.freeze({
    /** Share of connections, of unfinished bodies, and of their bytes that one client address may use. */
    share: 0.25,
    /** Requests of one address that fail verification, per minute. Then the address gets 429 until the minute ends. */
    failuresPerMinute: 60,
    /** Milliseconds for which an address counts as proven after a request that passed verification. */
    provenMs: 24 * 60 * 60 * 1_000,
    /** Addresses that are remembered as proven, and as many that are remembered for their failures. */
    remembered: 10_000
  }),
  auth: Object.freeze({
    /** Wrong API tokens of one client address in a minute. After that it gets a 429. */
    wrongTokensPerMinute: 10,
    /** Client addresses whose wrong tokens are counted. An entry takes about 150 bytes. */
    addresses: 10_000,
    /** Log lines about wrong tokens in a minute, of all addresses together. */
    logLinesPerMinute: 60
  }),
  maintenance: Object.freeze({
    /** Guests with a current reservation that the removal of old state remembers. About 50 MB of keys. */
    bookedGuests: 500_000
  })
})

type Groups = typeof LIMITS

/** The same names with any numbers. */
export type Limits = {
  readonly [Group in keyof Groups]: { readonly [Name in keyof Groups[Group]]: number }
}
