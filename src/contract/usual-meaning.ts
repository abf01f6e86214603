export interface Answer {
  status: number
  /** By their lower-case names. */
  headers: Readonly<Record<string, string | undefined>>
  /** The decoded JSON. Undefined: there is no body, or it is not JSON. */
  body: unknown
}

/**
 * - `ok`: read the body.
 * - `absent`: the vendor does not know the record.
 * - `empty`: accepted, and there are no rows.
 * - `again`: call again at once, once.
 * - `halve`: ask for less; a single id is set aside.
 * - `aside`: it will never work; the text is for people.
 * - `renew`: the token is refused; with a new one it may work.
 * - `refused`: the credential is refused.
 * - `slower`: over the budget; `seconds` as the vendor says.
 * - `broken`: the vendor does not work.
 */
export interface Meaning {
  as: 'ok' | 'absent' | 'empty' | 'again' | 'halve' | 'aside' | 'renew' | 'refused' | 'slower' | 'broken'
  seconds?: number
  /** Short, without secrets and data of guests. */
  reason?: string
}

/** What an answer means, whatever the vendor. */
export function usualMeaning({ status, headers, body }: Answer): Meaning {
  if (status === 204) return { as: 'empty' }
  // A page of a proxy or a maintenance page, with status 200.
  if (status >= 200 && status < 300) return body === undefined ? { as: 'broken', reason: 'no JSON' } : { as: 'ok' }
  const reason = `HTTP ${status}`
  switch (status) {
    case 400:
    case 408:
    case 413:
    case 414:
    case 422:
      return { as: 'halve', reason }
    case 401:
      return { as: 'renew', reason }
    case 403:
      return { as: 'refused', reason }
    case 404:
    case 410:
      return { as: 'absent', reason }
    case 409:
      return { as: 'again', reason }
    case 429:
      return { as: 'slower', reason, ...retryAfter(headers['retry-after']) }
    default:
      // Also a redirect: calls with a credential follow none.
      return { as: status >= 400 && status < 500 ? 'aside' : 'broken', reason }
  }
}

/** A vendor that asks for a longer wait is asked again after this time. */
const LONGEST_WAIT_SECONDS = 24 * 60 * 60

/** Only seconds: a date would need a clock, and is treated like a missing header. */
function retryAfter(value: string | undefined): { seconds?: number } {
  if (value === undefined || !/^\d{1,9}$/.test(value)) return {}
  return { seconds: Math.min(Number(value), LONGEST_WAIT_SECONDS) }
}
