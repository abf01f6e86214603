import type { Verifier } from './verifier.ts'

/**
 * For a vendor that proves nothing at all. It never says yes: the route opens only where the operator has switched
 * unproven senders on, in development mode or with ALLOW_UNVERIFIED=pms, and what arrives is marked as unproven.
 */
export function none(): Verifier {
  return { kind: 'none', check: () => 'missing', sign: () => ({}) }
}
