import { type Static, Type } from '@sinclair/typebox'
import { type AdapterReading, defineAdapter } from '../../plugins/pms/adapter.ts'
import { none } from '../../src/contract/verifiers.ts'

const Payload = Type.Object({ stays: Type.Array(Type.Record(Type.String(), Type.Unknown())) })
export type Stay = Static<typeof Payload>['stays'][number]

/** A made-up PMS, whose reader is given: so one gateway can read otherwise than the one before it. */
export function inn(read: (stay: Stay) => AdapterReading, keyed = true) {
  return defineAdapter({
    name: 'inn',
    title: 'Inn',
    docs: 'https://docs.inn.example/webhooks',
    evidence: 'documented',
    verify: none(),
    payload: Payload,
    ...(keyed && { key: ({ stays }: Static<typeof Payload>) => [JSON.stringify(stays.map(({ n }) => n))] }),
    normalize: ({ stays }) => stays.map(read)
  })
}

/** A fact. */
export function fact(type: string, { id = 'r1', at, ...told }: Stay): AdapterReading {
  const { n: _n, ...fields } = told
  const data = { reservation: { externalId: String(id), ...(fields as Record<string, string>) } }
  return { type, kind: 'reservation', id: String(id), ...(typeof at === 'string' && { time: at }), data }
}

/** A state. */
export function state(stay: Stay): AdapterReading {
  const { type: _type, ...rest } = fact('', stay) as { type: string; kind: 'reservation'; id: string; data: object }
  return rest as AdapterReading
}

export function problem(): AdapterReading {
  return { path: '/stays', problem: 'is a stay that is not known' }
}
