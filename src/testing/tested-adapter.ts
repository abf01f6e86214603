import type { TSchema } from '@sinclair/typebox'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { variablesOf, verifiersOf } from '../../plugins/pms/adapter-settings.ts'
import { type Check, check } from '../../schemas/check.ts'
import type { Signed, Verifier } from '../contract/verifiers.ts'
import type { Fixture } from './fixtures.ts'
import { PUBLIC_URL, type Settings, urlOf } from './harness.ts'

/** An adapter under test, with its fixtures and compiled schema. */
export interface TestedAdapter {
  adapter: PmsAdapter
  fixtures: readonly Fixture[]
  violations: Check<TSchema>
}

/** Checks one aspect of an adapter. Each sentence that it returns is a problem to fix. */
export type AdapterCheck = (subject: TestedAdapter) => Promise<readonly string[]> | readonly string[]

export function testedAdapter(adapter: PmsAdapter, fixtures: readonly Fixture[]): TestedAdapter {
  return { adapter, fixtures, violations: check(adapter.payload) }
}

// Valid for every kind of verifier: Basic needs a colon, and Standard Webhooks reads it as base64.
export const SECRET = 'operator:conformance-kit-current'
export const OLD_SECRET = 'operator:conformance-kit-previous'

/** Settings that enable one verifier of the adapter, and no other. */
export function settingsFor({ adapter }: TestedAdapter, { kind }: Verifier): Settings {
  const { secret, token } = variablesOf(adapter)
  const variable = kind === 'token' ? token : secret
  return { secrets: { [variable]: [SECRET, OLD_SECRET], PMS_WEBHOOK_SECRET: [] }, open: kind === 'none' }
}

/** The headers, query, and body with which the vendor would send this body. */
export function sign(
  { adapter }: TestedAdapter,
  verifier: Verifier,
  body: Buffer,
  secret = SECRET,
  at?: number
): Signed {
  const url = PUBLIC_URL + urlOf(adapter)
  return verifier.sign({ url, body, ...(at === undefined ? {} : { receivedAt: at }) }, secret)
}

/** The first verifier, for checks that are not about verification. */
export function mainVerifier({ adapter }: TestedAdapter): Verifier {
  const [first] = verifiersOf(adapter)
  if (first === undefined) throw new Error('the adapter declares no verifier')
  return first
}
