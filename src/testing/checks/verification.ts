import { verifiersOf } from '../../../plugins/pms/adapter-settings.ts'
import type { Signed, Verifier } from '../../contract/verifiers.ts'
import type { Complaint } from '../complaint.ts'
import { bytesOf, type Fixture, type Step } from '../fixtures.ts'
import { type Gateway, openGateway, urlOf } from '../gateway.ts'
import { anyJson } from '../mutants.ts'
import {
  type AdapterCheck,
  headersOf,
  type Keys,
  keysFor,
  settingsOf,
  sign,
  type TestedAdapter
} from '../tested-adapter.ts'
import { countComparisons } from '../watch.ts'

const HOUR_MS = 3_600_000

/** Each verifier accepts the vendor, also with an older secret, and nobody else. */
export const verification: AdapterCheck = function* (tested) {
  for (const verifier of verifiersOf(tested.adapter)) {
    const { fixture, step } = deliveryFor(tested, verifier) ?? {}
    if (fixture === undefined || step === undefined) return
    yield* doubtful(verifier)
    const keys = keysFor(tested, verifier)
    const settings = settingsOf(keys, fixture)
    const gateway = openGateway(tested.adapter, settings)
    if (verifier.kind === 'none')
      yield* ofNone(gateway, openGateway(tested.adapter, { ...settings, open: false }), step)
    else yield* atTheDoor({ tested, verifier, keys, gateway, step })
  }
}

/** The first delivery that has a place for the credential: of a credential in the body, the place depends on the shape of the body. */
function deliveryFor(tested: TestedAdapter, verifier: Verifier): { fixture: Fixture; step: Step } | undefined {
  const keys = keysFor(tested, verifier)
  const all = tested.fixtures.flatMap((fixture) => fixture.steps.map((step) => ({ fixture, step })))
  const fitting = all.find(({ step }) => {
    const request = requestOf(tested, step, sign(tested, verifier, step, keys.current))
    return isOk(() => verifier.check(request, secretsOf(keys)))
  })
  return fitting ?? all[0]
}

const complain = (text: string): Complaint => ({ check: 'verification', text })

function* ofNone(open: Gateway, closed: Gateway, step: Step): Generator<Complaint> {
  const request = { body: bytesOf(step), headers: headersOf(step) }
  const { reply, kept } = open.send(request)
  if (reply.status !== 200 || kept?.delivery.verified !== false)
    yield complain('none() refuses requests although they are allowed')
  if (closed.send(request).reply.status !== 401) yield complain('none() accepts requests although they are not allowed')
}

interface Door {
  tested: TestedAdapter
  verifier: Verifier
  keys: Keys
  gateway: Gateway
  step: Step
}

function* atTheDoor(door: Door): Generator<Complaint> {
  const { tested, verifier, keys, step } = door
  const current = sign(tested, verifier, step, keys.current)
  yield* knock(door, 'its own signature', true, current)
  yield* knock(door, 'the previous secret', true, sign(tested, verifier, step, keys.previous))
  // The credential of a fixture in XML or a form is already in its place.
  yield* knock(door, 'no credential', false, current.body === undefined ? {} : { body: bytesOf(step) })
  yield* strangers(door, current)
  yield* shortened(door, current)
  yield* otherBytes(door, current)
  // A check that stops before the comparison says nothing about it.
  if (isAccepted(door, current)) yield* comparison(door, current)
  yield* stored(door, current)
}

function* knock(
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

function isAccepted({ gateway, step }: Pick<Door, 'gateway' | 'step'>, signed: Signed): boolean {
  return gateway.send({ body: bytesOf(step), headers: headersOf(step) }, signed).kept !== undefined
}

function* strangers(door: Door, current: Signed): Generator<Complaint> {
  const { tested, verifier, keys, step } = door
  const signedBy = (key: string, at?: number) => sign(tested, verifier, step, key, at)
  if (verifier.kind !== 'address') {
    yield* knock(door, 'another secret', false, signedBy(keys.strange))
    if (verifier.kind !== 'publicKey') {
      yield* knock(door, 'an empty secret', false, signedBy(''))
      yield* knock(door, 'the secret with a suffix', false, signedBy(`${keys.previous}-and-more`))
      yield* knock(door, 'a part of the secret', false, signedBy(keys.current.slice(0, -3)))
      yield* knock(door, 'the secret in another letter case', false, signedBy(keys.current.toUpperCase()))
    }
  }
  for (const name of Object.keys(current.headers ?? {})) {
    const { [name]: _removed, ...others } = current.headers ?? {}
    yield* knock(door, `no ${name}`, false, { ...current, headers: others })
    yield* knock(door, `an empty ${name}`, false, { ...current, headers: { ...others, [name]: '' } })
  }
  // If the time is signed, an hour is too old, and so is one that is an hour ahead.
  const old = signedBy(keys.current, Date.now() - HOUR_MS)
  const isTimed = JSON.stringify([old.headers, old.body]) !== JSON.stringify([current.headers, current.body])
  if (isTimed && !isRandom(door)) {
    yield* knock(door, 'a signature of an hour ago', false, old)
  }
  if (current.address !== undefined)
    yield* knock(door, 'another address', false, { ...current, address: '203.0.113.99' })
}

/** True for signatures that differ each time, like those of RSA-PSS. */
function isRandom({ tested, verifier, keys, step }: Door): boolean {
  const [one, other] = [0, 0].map(() => JSON.stringify(sign(tested, verifier, step, keys.current, 1_700_000_000_000)))
  return one !== other
}

/** A part of a signature or of a secret is none. */
function* shortened(door: Door, current: Signed): Generator<Complaint> {
  for (const [name, value] of Object.entries(current.headers ?? {})) {
    const half = Math.ceil(value.length / 2)
    const other = value.endsWith('A') ? 'B' : 'A'
    const parts: readonly (readonly [string, string])[] = [
      // Base64 means the same without its padding.
      ['truncated', value.replace(/=+$/, '').slice(0, -1)],
      ['truncated to 8 characters', value.slice(0, 8)],
      ['wrong behind its first half', value.slice(0, half) + other.repeat(value.length - half)],
      ['wrong behind its first 10 characters', value.slice(0, 10) + other.repeat(Math.max(1, value.length - 10))],
      ['too long', `${value}A`]
    ]
    for (const [what, text] of parts) {
      if (text === value || text === '') continue
      yield* knock(door, `a ${name} that is ${what}`, false, {
        ...current,
        headers: { ...current.headers, [name]: text }
      })
    }
  }
  for (const [name, value] of Object.entries(current.query ?? {})) {
    for (const text of [value.slice(0, -1), value.slice(0, 8), `${value}A`]) {
      yield* knock(door, `a part of the parameter ${name}`, false, {
        ...current,
        query: { ...current.query, [name]: text }
      })
    }
  }
}

/** A signature covers every byte of the body. */
function* otherBytes({ gateway, verifier, step }: Door, signed: Signed): Generator<Complaint> {
  if ((verifier.kind !== 'signature' && verifier.kind !== 'publicKey') || signed.body !== undefined) return
  if (verifier.coversBody === false) return
  const [body, headers] = [bytesOf(step), headersOf(step)]
  const others = [Buffer.concat([body, Buffer.from(' ')]), Buffer.concat([Buffer.from(' '), body]), flipped(body)]
  if (others.some((bytes) => gateway.send({ body: bytes, headers }, signed).reply.status !== 401)) {
    yield complain(`${verifier.kind}: a body with another byte is accepted`)
  }
}

function flipped(body: Buffer): Buffer {
  const other = Buffer.from(body)
  const last = other.length - 2
  other[last] = (other[last] ?? 0) ^ 1
  return other
}

/** The time of a comparison must not depend on how much of a guess is right. */
function* comparison({ tested, verifier, keys, step }: Door, current: Signed): Generator<Complaint> {
  if (verifier.kind === 'address' || verifier.isConstantTime) return
  const wrong = sign(tested, verifier, step, keys.strange)
  const request = requestOf(tested, step, {
    ...wrong,
    headers: { ...current.headers, ...wrong.headers },
    address: current.address ?? ''
  })
  const secrets = secretsOf(keys)
  const isConstant = countComparisons(() => void verifier.check(request, secrets)) > 0
  if (isConstant) return
  yield complain(
    `${verifier.kind}: it compares without timingSafeEqual, so a secret can be guessed bit by bit. Compare with matches() of bellhook/verify`
  )
}

/** False, too, for a verifier that throws: `doubtful` reports it. */
function isOk(check: () => string): boolean {
  try {
    return check() === 'ok'
  } catch {
    return false
  }
}

function requestOf({ adapter }: TestedAdapter, step: Step, { headers, query, body, address = '' }: Signed) {
  return {
    method: 'POST',
    url: urlOf(adapter) + (query ? `?${new URLSearchParams(query)}` : ''),
    headers: lowerCase({ ...headersOf(step), ...headers }),
    body: body ?? bytesOf(step),
    receivedAt: Date.now(),
    address
  }
}

function secretsOf({ settings }: Keys): readonly string[] {
  return Object.values(settings.secrets).find((values) => values.length > 0) ?? []
}

/** A credential in the body is redacted before the body is stored. */
function* stored({ gateway, verifier, keys, step }: Door, signed: Signed): Generator<Complaint> {
  if (signed.body === undefined || verifier.kind === 'publicKey' || verifier.kind === 'signature') return
  const { kept } = gateway.send({ body: bytesOf(step), headers: headersOf(step) }, signed)
  const password = keys.current.slice(keys.current.indexOf(':') + 1)
  if (kept?.delivery.body.includes(password)) {
    yield complain('the credential stays readable in the stored body: name its field in credentials')
  }
}

/** `check` returns a result for any input, and never `ok` for garbage. */
function* doubtful(verifier: Verifier): Generator<Complaint> {
  if (verifier.kind === 'address') return
  const odd = [undefined, '', ' ', 'Bearer', 'Basic Og==', 'v1,', ['a', 'b'], '\u0000', '='.repeat(5000)]
  const names = [
    'authorization',
    ...Object.keys(verifier.sign({ url: '', body: Buffer.from('{}') }, 'a:b').headers ?? {})
  ]
  const bodies = [...anyJson(20)].map((value) => Buffer.from(JSON.stringify(value) ?? ''))
  for (const given of odd) {
    for (const body of [Buffer.alloc(0), Buffer.from([0xff, 0x7b]), ...bodies]) {
      const headers = Object.fromEntries(names.map((name) => [name.toLowerCase(), given]))
      for (const secrets of [[], [''], ['a:b']]) {
        try {
          const request = { method: 'POST', url: '/%?token', headers, body, receivedAt: Date.now(), address: '' }
          if (verifier.check(request, secrets) !== 'ok') continue
          yield complain(`${verifier.kind}: check accepts garbage`)
          return
        } catch {
          yield complain(`${verifier.kind}: check throws instead of returning a result`)
          return
        }
      }
    }
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
