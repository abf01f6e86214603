import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiRequest } from '../contract/api-request.ts'
import { type Answer, type Meaning, usualMeaning } from '../contract/usual-meaning.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { Budget } from './budget.ts'
import type { Circuit } from './circuit.ts'
import { TooMuch, Unavailable } from './errors.ts'
import type { SendRequest } from './send-request.ts'
import { CredentialRefused, type Tokens } from './tokens.ts'
import type { VendorClock } from './vendor-clock.ts'
import type { Vendor } from './vendors.ts'

/** Makes one call, whatever it takes within bounds: waits for the budget, renews the token, and calls again. */
export interface Caller {
  /**
   * The body of the answer. `absent`: the vendor does not know the record. Throws Unavailable where the vendor cannot be asked now,
   * and TooMuch where it refuses this call.
   */
  call(request: ApiRequest, priority: number): Promise<{ body: unknown } | 'absent'>
}

interface CallerOptions {
  vendor: Vendor
  send: SendRequest
  budget: Budget
  circuit: Circuit
  tokens: Tokens
  clock: Pick<VendorClock, 'note'>
  /** The vendor took the credential, or refused it. `recovered`: calls were kept back before. */
  onCredential(state: 'ok' | 'refused', reason: string | undefined): Promise<void>
  onRecovered(): Promise<void>
  signal: AbortSignal
}

/** Tries of one call: refusals because of the rate, failures, and a new token. */
const MOST_TRIES = 6
const MOST_FAILURES = 3

export function createCaller(options: CallerOptions): Caller {
  const { vendor, send, budget, circuit, tokens, clock, onCredential, onRecovered, signal } = options
  const { clockOf } = vendor.records

  async function attempt(request: ApiRequest): Promise<{ answer: Answer | undefined; token: string | undefined }> {
    const token = await tokens.current()
    try {
      const answer = await send(authorized(vendor, request, token))
      const { date, age } = answer.headers
      clock.note(clockOf === undefined ? (age === undefined ? date : undefined) : clockOf(answer.body))
      return { answer, token }
    } catch (error) {
      if (isRefusal(error)) throw new Unavailable(`Bellhook may not call the vendor: ${error.message}`)
      // The text of a network error can name the URL, which can hold a credential.
      return { answer: undefined, token }
    }
  }

  function meaningOf(answer: Answer | undefined): Meaning {
    if (answer === undefined) return { as: 'broken', reason: 'no answer' }
    return vendor.records.meaningOf?.(answer) ?? usualMeaning(answer)
  }

  async function refuse(reason: string): Promise<never> {
    circuit.refused()
    await onCredential('refused', reason)
    throw new Unavailable(`the credential is refused: ${reason}`)
  }

  return {
    async call(request, priority) {
      let failures = 0
      let hasRenewed = false
      for (let tries = 1; ; tries++) {
        if (circuit.wait() > 0) throw new Unavailable('the vendor does not work')
        await budget.take(priority)
        if (!circuit.admits()) throw new Unavailable('the vendor does not work')
        const { answer, token } = await attempt(request).catch(async (error: unknown) => {
          if (error instanceof CredentialRefused) return refuse(error.message)
          if (error instanceof Unavailable) circuit.failed()
          throw error
        })
        const { as, seconds, reason = '' } = meaningOf(answer)
        if (as === 'broken') {
          failures++
          if (circuit.failed() >= MOST_TRIES || failures >= MOST_FAILURES || circuit.wait() > 0) {
            throw new Unavailable(reason)
          }
          await sleep(2 ** failures * 1_000, undefined, { signal, ref: false })
          continue
        }
        if (as === 'slower') {
          budget.slowDown(seconds)
          if (tries >= MOST_TRIES) throw new Unavailable(reason)
          continue
        }
        if (as === 'renew' || as === 'refused') {
          const canRenew = vendor.records.credential.type === 'issued' && as === 'renew'
          if (!canRenew || hasRenewed) return refuse(reason)
          tokens.refused(token)
          hasRenewed = true
          continue
        }
        if (circuit.worked()) await onRecovered()
        await onCredential('ok', undefined)
        if (as === 'again' && tries < MOST_TRIES) continue
        if (as === 'ok') return { body: answer?.body }
        if (as === 'empty') return { body: undefined }
        if (as === 'absent') return 'absent'
        throw new TooMuch(reason)
      }
    }
  }
}

/** The settings do not allow the address. No further try will help. */
function isRefusal(error: unknown): error is OutboundError {
  return error instanceof OutboundError && ['ADDRESS_REFUSED', 'URL_REFUSED'].includes(error.code)
}

function authorized({ records: { credential }, secrets }: Vendor, request: ApiRequest, token: string | undefined) {
  if (credential.type === 'static') return credential.authorize(request, secrets)
  if (token === undefined) throw new Unavailable('there is no token')
  if (credential.authorize !== undefined) return credential.authorize(request, token, secrets)
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
}
