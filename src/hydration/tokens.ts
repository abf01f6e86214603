import { usualMeaning } from '../contract/usual-meaning.ts'
import { Unavailable } from './errors.ts'
import type { SendRequest } from './send-request.ts'
import type { Vendor } from './vendors.ts'

/** The token that the vendor has issued. Of all gateways only the one with the lease asks for it, one request at a time. */
export interface Tokens {
  /** Undefined: the vendor has static credentials. Throws Unavailable, or CredentialRefused. */
  current(): Promise<string | undefined>
  /** This token was refused: the next call asks for another one. */
  refused(token: string | undefined): void
}

export interface StoredToken {
  token: string
  /** Milliseconds since 1970. */
  endsAt: number
  usableAt: number
}

export interface TokenStore {
  load(): Promise<StoredToken | undefined>
  save(token: StoredToken): Promise<void>
}

export class CredentialRefused extends Error {
  override name = 'CredentialRefused'
}

const LONGEST_LIFETIME_SECONDS = 5 * 365 * 24 * 3_600

export function createTokens(
  { records: { credential }, secrets }: Pick<Vendor, 'secrets'> & { records: Pick<Vendor['records'], 'credential'> },
  send: SendRequest,
  { store, now = Date.now }: { store: TokenStore; now?: () => number }
): Tokens {
  if (credential.type === 'static') return { current: async () => undefined, refused: () => undefined }
  const issued = credential
  let known: StoredToken | undefined
  let wasLoaded = false
  let notBefore = 0
  let running: Promise<StoredToken> | undefined

  async function token(): Promise<StoredToken> {
    if (!wasLoaded) {
      known = await store.load()
      wasLoaded = true
    }
    if (known !== undefined && known.endsAt - now() > issued.renewSeconds * 1_000) return known
    if (now() < notBefore) throw new Unavailable('the vendor issues no token now')
    known = await ask()
    // Stored before its first use: a restart must not cost another one.
    await store.save(known)
    return known
  }

  async function ask(): Promise<StoredToken> {
    const answer = await send(issued.request(secrets))
    const { as, seconds = 60, reason = 'no token' } = usualMeaning(answer)
    if (as === 'slower') {
      notBefore = now() + seconds * 1_000
      throw new Unavailable(`the vendor issues no token now: ${reason}`)
    }
    if (as === 'broken' || as === 'again') throw new Unavailable(`the vendor issues no token: ${reason}`)
    const made = as === 'ok' ? issued.read(answer.body) : undefined
    if (made === undefined) throw new CredentialRefused(reason)
    const lifetime = Math.min(Math.max(0, made.lifetimeSeconds), LONGEST_LIFETIME_SECONDS)
    const at = now()
    return { token: made.token, endsAt: at + lifetime * 1_000, usableAt: at + (made.settleSeconds ?? 0) * 1_000 }
  }

  return {
    async current() {
      running ??= token().finally(() => {
        running = undefined
      })
      const { token: text, usableAt } = await running
      const wait = usableAt - now()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 10_000)))
      return text
    },
    refused(token) {
      // An answer to a call with an older token may come late. It says nothing about the newest one.
      if (known?.token === token) known = undefined
    }
  }
}
