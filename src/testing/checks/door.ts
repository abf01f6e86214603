import type { Signed, Verifier } from '../../contract/verifiers.ts'
import type { Complaint } from '../complaint.ts'
import { bytesOf, type Step } from '../fixtures.ts'
import { type Gateway, urlOf } from '../gateway.ts'
import { lowerCase } from '../lower-case.ts'
import { headersOf, type Keys, type TestedAdapter } from '../tested-adapter.ts'

/** A gateway that one verifier guards, and a delivery to knock with. */
export interface Door {
  tested: TestedAdapter
  verifier: Verifier
  keys: Keys
  gateway: Gateway
  step: Step
}

export const complain = (text: string): Complaint => ({ check: 'verification', text })

/** Sends a delivery with a credential, and complains if a stranger is let in or the vendor is not. */
export function* knock(
  { gateway, step, verifier }: Door,
  what: string,
  isVendor: boolean,
  signed: Signed
): Generator<Complaint> {
  const { reply, kept } = gateway.send({ body: bytesOf(step), headers: headersOf(step) }, signed)
  const isIn = kept !== undefined
  if (isIn === isVendor) return
  yield complain(`${verifier.kind}: ${what} is ${isIn ? 'accepted' : `refused with ${reply.status}`}`)
}

export function isAccepted({ gateway, step }: Pick<Door, 'gateway' | 'step'>, signed: Signed): boolean {
  return gateway.send({ body: bytesOf(step), headers: headersOf(step) }, signed).kept !== undefined
}

/** False, too, for a verifier that throws: `doubtful` reports it. */
export function isOk(check: () => string): boolean {
  try {
    return check() === 'ok'
  } catch {
    return false
  }
}

export function requestOf({ adapter }: TestedAdapter, step: Step, { headers, query, body, address = '' }: Signed) {
  return {
    method: 'POST',
    url: urlOf(adapter) + (query ? `?${new URLSearchParams(query)}` : ''),
    headers: lowerCase({ ...headersOf(step), ...headers }),
    body: body ?? bytesOf(step),
    receivedAt: Date.now(),
    address
  }
}

export function secretsOf({ settings }: Keys): readonly string[] {
  return Object.values(settings.secrets).find((values) => values.length > 0) ?? []
}
