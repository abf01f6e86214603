import { randomUUID } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import type { AdapterEvent, AdapterReading, PmsAdapter } from '../../plugins/pms/adapter.ts'
import { isProblem } from '../../schemas/reading.ts'
import { challenge, hmac, secretHeader, type Verifier } from '../../src/contract/verifiers.ts'
import { acme as typed } from './acme.ts'

const acme: PmsAdapter = typed

/** Each is broken in one thing, and the kit has to say a sentence that fits. */
export interface Broken {
  adapter: PmsAdapter
  /** What has to be found. */
  says: RegExp
}

const good = hmac({ header: 'x-acme-signature' })
const verifier = (change: Partial<Verifier>): Partial<PmsAdapter> => ({ verify: { ...good, ...change } })

/** The good reading, and one thing that is not. */
const reading = (change: (event: AdapterEvent) => object): Partial<PmsAdapter> => ({
  normalize: (payload) =>
    acme.normalize(payload).map((one) => (isEvent(one) ? ({ ...one, ...change(one) } as AdapterEvent) : one))
})

const withReservation = (fields: object) =>
  reading(({ data }) => ({ data: { reservation: { ...Object(data['reservation']), ...fields } } }))

let calls = 0

export const BROKEN: Readonly<Record<string, Broken>> = {
  'a verifier that always says yes': broken(verifier({ check: () => 'ok' }), /verification: .*(accepts garbage|401)/),
  'a verifier that always says no': broken(verifier({ check: () => 'mismatch' }), /verification: .*401 instead of 200/),
  'a verifier that throws': broken(
    verifier({ check: ({ headers }) => (headers['x-acme-signature']?.length === 0 ? fail() : 'mismatch') }),
    /verification: .*throws instead of returning a verdict/
  ),
  'a verifier that takes a missing header for a yes': broken(
    verifier({
      check: (request, secrets) => (request.headers['x-acme-signature'] ? good.check(request, secrets) : 'ok')
    }),
    /verification: .*(accepts garbage|no credential)/
  ),
  'a verifier that knows one secret only': broken(
    verifier({ check: (request, [first = '']) => good.check(request, [first]) }),
    /verification: .*the previous secret/
  ),
  'a signature over a part of the body': broken(
    verifier({
      check: (request, secrets) => good.check({ ...request, body: request.body.subarray(0, 20) }, secrets),
      sign: ({ url, body }, secret) => good.sign({ url, body: body.subarray(0, 20) }, secret)
    }),
    /verification: .*an additional byte/
  ),
  'a signature over trimmed text': broken(
    verifier({
      check: (request, secrets) => good.check({ ...request, body: Buffer.from(String(request.body).trim()) }, secrets)
    }),
    /verification: .*an additional byte/
  ),
  'a secret that begins right is enough': broken(
    {
      verify: {
        ...secretHeader('x-key'),
        check: ({ headers }, secrets) =>
          secrets.some((one) => String(headers['x-key']).startsWith(one)) ? 'ok' : 'missing'
      }
    },
    /verification: .*(the secret and a bit|accepts garbage)/
  ),
  'a normalize that throws for a state it does not know': broken(
    {
      normalize: (payload) =>
        /"state":"(NEW|CHG|CXL)"/.test(JSON.stringify(payload)) ? acme.normalize(payload) : fail()
    },
    /normalize: .*throws/
  ),
  'a normalize that throws for an empty list': broken(
    { normalize: (payload) => (acme.normalize(payload).length === 0 ? fail() : acme.normalize(payload)) },
    /normalize: .*throws/
  ),
  'a normalize that changes its input': broken(
    {
      normalize: (payload) => {
        Object(payload).read = true
        return acme.normalize(payload)
      }
    },
    /normalize: .*changes its input/
  ),
  'a normalize that uses the clock': broken(
    reading(() => ({ time: new Date().toISOString() })),
    /normalize: .*the clock/
  ),
  'a normalize that uses the clock by another name': broken(
    reading(() => ({ data: { at: Date.now() } })),
    /normalize: .*the clock/
  ),
  'a normalize that uses chance': broken(
    reading(() => ({ data: { luck: Math.random() } })),
    /normalize: .*randomness/
  ),
  'a normalize that uses chance by another name': broken(
    reading(() => ({ data: { luck: randomUUID() } })),
    /normalize: .*the second time/
  ),
  'a normalize that reads the environment': broken(
    reading(() => ({ data: { home: process.env['HOME'] ?? null } })),
    /normalize: .*the environment/
  ),
  'a normalize that changes what is deep in it': broken(
    {
      normalize: (payload) => {
        Object(payload).bookings[0].state = 'CHG'
        return acme.normalize(payload)
      }
    },
    /normalize: .*changes its input/
  ),
  'a normalize that remembers': broken(
    reading(() => ({ data: { call: calls++ } })),
    /normalize: .*the second time/
  ),
  'a normalize that drops an unknown state': broken(
    { normalize: (payload) => acme.normalize(payload).filter((one) => !JSON.stringify(one).includes('zz_unknown')) },
    /normalize: .*is dropped/
  ),
  'a normalize that is not done yet': broken(
    { normalize: (async (payload: unknown) => acme.normalize(payload)) as never },
    /normalize: .*an array, not a promise/
  ),
  'an event type of its own invention': broken(
    reading(() => ({ type: 'BookingChanged' })),
    /normalize: .*noun/
  ),
  'a property as a number': broken({ property: () => 7 as never }, /normalize: .*property has to be a text/),
  'a duplicate key of one text': broken(
    { duplicateKey: () => 'd' as never },
    /normalize: .*duplicateKey has to be a list/
  ),
  'an id as a number': broken(
    reading(() => ({ id: 7 })),
    /normalize: .*id as text/
  ),
  'money as a float': broken(withReservation({ totalRate: 599.5 }), /normalize: .*totalRate/),
  'a status in the vendor’s words': broken(withReservation({ status: 'CXL' }), /normalize: .*status must be one of/),
  'a date with a time': broken(withReservation({ arrivalDate: '2026-05-01T00:00:00Z' }), /normalize: .*calendar date/),
  'a time without a zone': broken(
    reading(() => ({ time: '2026-05-01 10:00:00' })),
    /normalize: .*time/
  ),
  'a time in another zone': broken(
    reading(() => ({ time: '2026-05-01T10:00:00+02:00' })),
    /events: .*in UTC/
  ),
  'another event than the fixture says': broken(
    reading(() => ({ type: 'reservation.updated' })),
    /events: .*instead of/
  ),
  'a payload that is closed to new fields': broken(
    { payload: Type.Object({ ...typed.payload.properties }, { additionalProperties: false }) },
    /payload: .*new field/
  ),
  'a payload that wants what the vendor does not send': broken(
    { payload: Type.Intersect([acme.payload, Type.Object({ signature: Type.String() })]) },
    /payload: .*refuses it/
  ),
  'a duplicate key that merges two facts': broken({ duplicateKey: () => ['acme'] }, /duplicates: .*duplicateKey/),
  'a duplicate key of the booking alone': broken(
    { duplicateKey: (payload) => [String(Object(payload).bookings[0]?.id)] },
    /duplicates: .*duplicateKey/
  ),
  'a duplicate key of the hotel alone': broken(
    { duplicateKey: (payload) => [String(Object(payload).hotel)] },
    /duplicates: .*duplicateKey/
  ),
  'a duplicate key that is never the same': broken({ duplicateKey: () => [String(calls++)] }, /duplicates: .*again/),
  'a name that is no slug': broken({ name: 'Acme_PMS' }, /declaration: name/),
  'a name that is taken': broken({ name: 'events' }, /declaration: name/),
  'a name whose secret is everybody’s': broken({ name: 'pms' }, /declaration: name/),
  'no page of the vendor’s': broken({ docs: 'see the wiki' }, /declaration: docs/),
  'a reply that throws': broken({ reply: () => fail() }, /normalize: .*throws/),
  'a handshake that answers nothing': broken(
    { handshake: { ...challenge('hub.challenge'), check: () => undefined } },
    /hostile input: the handshake/
  )
}

function broken(change: Partial<PmsAdapter>, says: RegExp): Broken {
  return { adapter: { ...acme, ...change }, says }
}

function isEvent(one: AdapterReading): one is AdapterEvent {
  return !isProblem(one) && one.type !== undefined
}

function fail(): never {
  throw new Error('broken on purpose')
}
