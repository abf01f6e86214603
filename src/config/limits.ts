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
    bodiesBytes: 32 * 1024 * 1024
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
