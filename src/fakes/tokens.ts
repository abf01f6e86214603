import { randomBytes } from 'node:crypto'

export interface Tokens {
  issue(): string
  /** Milliseconds since the token was issued. Undefined: there is no such token, or it has ended. */
  ageOf(authorization: string | undefined): number | undefined
  expireAll(): void
}

export function createTokens(lifetimeMs: number, now: () => number): Tokens {
  const issued = new Map<string, number>()
  return {
    issue() {
      const token = `fake-token-${randomBytes(12).toString('hex')}`
      issued.set(token, now())
      return token
    },
    ageOf(authorization = '') {
      const since = issued.get(authorization.replace(/^Bearer /i, ''))
      const age = since === undefined ? lifetimeMs : now() - since
      return age < lifetimeMs ? age : undefined
    },
    expireAll: () => issued.clear()
  }
}
