import type { TSchema } from '@sinclair/typebox'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { variablesOf, verifiersOf } from '../../plugins/pms/adapter-settings.ts'
import { type Check, check } from '../../schemas/check.ts'
import type { Signed, Verifier } from '../contract/verifiers.ts'
import type { Fixture } from './fixtures.ts'
import { PUBLIC_URL, type Settings, urlOf } from './harness.ts'

/** What is looked at, and what the checks need to know of it. */
export interface Subject {
  adapter: PmsAdapter
  fixtures: readonly Fixture[]
  violations: Check<TSchema>
}

/** Looks at one side of an adapter; each sentence it returns is something to mend. */
export type Look = (subject: Subject) => Promise<readonly string[]> | readonly string[]

export function subjectOf(adapter: PmsAdapter, fixtures: readonly Fixture[]): Subject {
  return { adapter, fixtures, violations: check(adapter.payload) }
}

// Of the form every kind can use: Basic wants a colon, Standard Webhooks takes it for base64.
export const SECRET = 'operator:conformance-kit-current'
export const OLD_SECRET = 'operator:conformance-kit-previous'

/** Settings under which one of an adapter's verifiers counts, and no other. */
export function settingsFor({ adapter }: Subject, { kind }: Verifier): Settings {
  const { secret, token } = variablesOf(adapter)
  const variable = kind === 'token' ? token : secret
  return { secrets: { [variable]: [SECRET, OLD_SECRET], PMS_WEBHOOK_SECRET: [] }, open: kind === 'none' }
}

/** What the vendor adds to this body. */
export function sign({ adapter }: Subject, verifier: Verifier, body: Buffer, secret = SECRET, at?: number): Signed {
  const url = PUBLIC_URL + urlOf(adapter)
  return verifier.sign({ url, body, ...(at === undefined ? {} : { receivedAt: at }) }, secret)
}

/** The first way to prove oneself: for the checks that are not about proof. */
export function mainVerifier({ adapter }: Subject): Verifier {
  const [first] = verifiersOf(adapter)
  if (first === undefined) throw new Error('it declares no way to prove its sender')
  return first
}
