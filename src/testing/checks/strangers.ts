import type { Signed } from '../../contract/verifiers.ts'
import type { Complaint } from '../complaint.ts'
import { bytesOf } from '../fixtures.ts'
import { headersOf, sign } from '../tested-adapter.ts'
import { complain, type Door, knock } from './door.ts'

const HOUR_MS = 3_600_000

/** Whoever does not have the secret is refused. */
export function* strangers(door: Door, current: Signed): Generator<Complaint> {
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

/** A signature covers every byte of the body. */
export function* otherBytes({ gateway, verifier, step }: Door, signed: Signed): Generator<Complaint> {
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
