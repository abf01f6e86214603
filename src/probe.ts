import { hmac, type Verdict } from './verify.ts'

/**
 * Proves, with the API token, that a webhook request is only a question of the operator's: would its sender be let in?
 * It is answered in place of being kept, so that `bellhook simulate` can say why something is refused.
 */
export const probe = hmac({ header: 'bellhook-probe', timestamp: { header: 'bellhook-probe-time' } })

export interface ProbeAnswer {
  verdict: Verdict
  /** What the signature was checked against, without its query. */
  url: string
  /** A proxy that is not in TRUST_PROXY, so that its address stands for all senders. */
  unknownProxy?: string
}
