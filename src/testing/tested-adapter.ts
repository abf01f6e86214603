import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { adapterEndpoint } from '../../plugins/pms/adapter-endpoint.ts'
import { variablesOf, verifiersOf } from '../../plugins/pms/adapter-settings.ts'
import { type Fact, isProblem, type Problem, type State } from '../../schemas/reading.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { Signed, Verifier } from '../contract/verifiers.ts'
import type { Complaint } from './complaint.ts'
import { bytesOf, type Fixture, type Step } from './fixtures.ts'
import { type Settings, urlOf } from './gateway.ts'
import { lowerCase } from './lower-case.ts'

/** A delivery of a fixture, decoded. */
export interface Sample {
  fixture: Fixture
  step: Step
  /** The decoded body. A payload that is text inside an envelope is decoded as well. */
  value: unknown
  /** Where in the body the payload is: empty, or like `/Message`. */
  at: string
  headers: Readonly<Record<string, string>>
}

/** What an adapter makes of a decoded body. */
export interface Read {
  readings: readonly (Fact | State)[]
  problems: readonly Problem[]
}

/** An adapter under test, with its fixtures. */
export interface TestedAdapter {
  adapter: PmsAdapter
  endpoint: Endpoint
  fixtures: readonly Fixture[]
  /** The deliveries whose body is a valid payload. */
  samples: readonly Sample[]
  /** Undefined: the body is no valid payload, or the adapter throws. Each body is read once: several checks ask for the same ones. */
  read(sample: Pick<Sample, 'headers' | 'fixture'>, value: unknown): Read | undefined
  /** Calls the adapter each time, and keeps nothing. */
  readAnew(sample: Pick<Sample, 'headers' | 'fixture'>, value: unknown): Attempt
}

/** What an adapter returns, or what it throws. Neither: the body is no valid payload. */
interface Attempt {
  read?: Read
  thrown?: unknown
}

/** Checks one aspect of an adapter. */
export type AdapterCheck = (tested: TestedAdapter) => Iterable<Complaint>

export function testedAdapter(adapter: PmsAdapter, fixtures: readonly Fixture[]): TestedAdapter {
  const endpoint = adapterEndpoint(adapter)
  const known = new Map<string, Attempt>()
  const readAnew: TestedAdapter['readAnew'] = (sample, value) => attempt(endpoint, sample, value)
  const tested: TestedAdapter = { adapter, endpoint, fixtures, samples: [], read, readAnew }
  return {
    ...tested,
    samples: fixtures.flatMap((fixture) => fixture.steps.flatMap((step) => sampleOf(tested, fixture, step)))
  }

  function read(sample: Pick<Sample, 'headers' | 'fixture'>, value: unknown): Read | undefined {
    const key = JSON.stringify([value, sample.headers, sample.fixture.settings])
    const made = known.get(key) ?? readAnew(sample, value)
    known.set(key, made)
    return made.read
  }
}

function attempt(
  endpoint: Endpoint,
  { headers, fixture }: Pick<Sample, 'headers' | 'fixture'>,
  value: unknown
): Attempt {
  const settings = { secrets: (name: string) => [fixture.settings[name]].filter((one) => one !== undefined) }
  try {
    const payload = endpoint.validate(value, settings)
    if (payload.violations) return {}
    const all = payload.normalize({ headers, settings })
    return {
      read: { readings: all.filter((one): one is Fact | State => !isProblem(one)), problems: all.filter(isProblem) }
    }
  } catch (thrown) {
    return { thrown }
  }
}

function sampleOf({ adapter, endpoint, read }: TestedAdapter, fixture: Fixture, step: Step): Sample[] {
  if (step.again !== undefined) return []
  const { headers = {}, contentType = 'application/json' } = step
  const at = (adapter.envelope?.at ?? []).map((name) => `/${name}`).join('')
  try {
    const value = endpoint.decode(bytesOf(step), contentType)
    const sample = { fixture, step, value: withInnerValue(adapter, value), at, headers: lowerCase(headers) }
    return read(sample, sample.value) === undefined ? [] : [sample]
  } catch {
    // `fixtures` reports a body that cannot be decoded.
    return []
  }
}

/** The body with the payload of its envelope as a value, where it is JSON in a text. */
function withInnerValue({ envelope }: PmsAdapter, value: unknown): unknown {
  return envelope === undefined ? value : unwrapped(value, envelope.at)
}

function unwrapped(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return typeof value === 'string' ? parsed(value) : value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value
  const inner = Object.getOwnPropertyDescriptor(value, name)?.value
  return { ...value, [name]: unwrapped(inner, rest) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

// Valid for every kind of verifier: Basic needs a colon, and Standard Webhooks reads it as base64.
export const SECRET = 'operator:conformance-kit-current'
export const OLD_SECRET = 'operator:conformance-kit-previous'

/** What both sides of a verifier have: the settings of the gateway, and what the vendor signs with. */
export interface Keys {
  settings: Settings
  current: string
  previous: string
  /** A key that is not in the settings. */
  strange: string
}

const made = new WeakMap<Verifier, Keys>()

/** Keys that enable one verifier of the adapter, and no other. */
export function keysFor({ adapter }: TestedAdapter, verifier: Verifier): Keys {
  const known = made.get(verifier)
  if (known !== undefined) return known
  const { secret, token, publicKey } = variablesOf(adapter)
  const pairs = [0, 1, 2].map((at) => verifier.keyPair?.() ?? plainPair(at))
  const [current = plainPair(0), previous = plainPair(1), strange = plainPair(2)] = pairs
  const variable = { token, publicKey, signature: secret, secret, address: secret, none: secret }[verifier.kind]
  const secrets = { [variable]: [current.secret, previous.secret], PMS_WEBHOOK_SECRET: [] }
  const keys = {
    settings: { secrets, open: verifier.kind === 'none' },
    ...{ current: current.signWith, previous: previous.signWith, strange: strange.signWith }
  }
  made.set(verifier, keys)
  return keys
}

function plainPair(at: number): { secret: string; signWith: string } {
  const secret = [SECRET, OLD_SECRET, 'operator:not-the-secret'][at] ?? ''
  return { secret, signWith: secret }
}

/** The settings of a fixture beside those of a verifier. */
export function settingsOf({ settings: { secrets, open = false } }: Keys, { settings }: Fixture): Settings {
  const own = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, [value]]))
  return { secrets: { ...secrets, ...own }, open }
}

/** What the vendor adds to a delivery. */
export function sign(
  { adapter }: TestedAdapter,
  verifier: Verifier,
  step: Pick<Step, 'body' | 'contentType' | 'headers'>,
  key: string,
  at?: number
): Signed {
  const headers = { 'content-type': step.contentType ?? 'application/json', ...lowerCase(step.headers ?? {}) }
  const request = { url: urlOf(adapter), body: bytesOf(step), headers }
  return verifier.sign(at === undefined ? request : { ...request, receivedAt: at }, key)
}

/** The headers of a delivery as the gateway gets them. */
export function headersOf({ headers = {}, contentType = 'application/json' }: Step): Record<string, string> {
  return { 'content-type': contentType, ...headers }
}

/** The first verifier, for checks that are not about verification. */
export function mainVerifier({ adapter }: TestedAdapter): Verifier {
  const [first] = verifiersOf(adapter)
  if (first === undefined) throw new Error('the adapter declares no verifier')
  return first
}
