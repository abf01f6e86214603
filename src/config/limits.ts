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
  })
})

export type Limits = typeof LIMITS
