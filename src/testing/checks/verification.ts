import { verifiersOf } from '../../../plugins/pms/adapter-settings.ts'
import type { Signed, Verifier } from '../../contract/verifiers.ts'
import type { Complaint } from '../complaint.ts'
import { bytesOf, type Fixture, type Step } from '../fixtures.ts'
import { type Gateway, openGateway } from '../gateway.ts'
import { type AdapterCheck, headersOf, keysFor, settingsOf, sign, type TestedAdapter } from '../tested-adapter.ts'
import { countComparisons } from '../watch.ts'
import { complain, type Door, isAccepted, isOk, knock, requestOf, secretsOf } from './door.ts'
import { doubtful } from './doubtful.ts'
import { shortened } from './shortened.ts'
import { otherBytes, strangers } from './strangers.ts'

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

function* ofNone(open: Gateway, closed: Gateway, step: Step): Generator<Complaint> {
  const request = { body: bytesOf(step), headers: headersOf(step) }
  const { reply, kept } = open.send(request)
  if (reply.status !== 200 || kept?.delivery.verified !== false)
    yield complain('none() refuses requests although they are allowed')
  if (closed.send(request).reply.status !== 401) yield complain('none() accepts requests although they are not allowed')
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

/** A credential in the body is redacted before the body is stored. */
function* stored({ gateway, verifier, keys, step }: Door, signed: Signed): Generator<Complaint> {
  if (signed.body === undefined || verifier.kind === 'publicKey' || verifier.kind === 'signature') return
  const { kept } = gateway.send({ body: bytesOf(step), headers: headersOf(step) }, signed)
  const password = keys.current.slice(keys.current.indexOf(':') + 1)
  if (kept?.delivery.body.includes(password)) {
    yield complain('the credential stays readable in the stored body: name its field in credentials')
  }
}
