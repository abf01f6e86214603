import type { Static, TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { EventBody, GuestBody, ReservationBody } from '../../schemas/pms.ts'
import { isProblem, type Reading } from '../../schemas/reading.ts'
import {
  type Channel,
  type ChannelApp,
  type ChannelServices,
  type Proof,
  type Reader,
  Refused,
  type SecretSetting
} from '../../src/channel.ts'
import { exactJson } from '../../src/parse.ts'
import { sharedSecret, single } from '../../src/verify.ts'
import type { PmsAdapter } from './adapter.ts'
import { adapters } from './adapters/index.ts'
import { readEvent, readGuest, readReservation } from './generic.ts'
import { eventRules, guestRules, reservationRules } from './rules.ts'

const SHARED = 'PMS_WEBHOOK_SECRET'

export const pms: Channel = {
  name: 'pms',
  title: 'Property management systems',
  sendsAgain: true,
  endpoints: ['/guests', '/reservations', '/events', ...adapters.map(({ name }) => `/${name}`)],
  secrets: [
    { variable: SHARED, authenticates: true, without: 'the generic routes cannot tell who is calling' },
    ...adapters.flatMap(adapterSecrets)
  ],

  async plugin(app, services) {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Refused)) throw error
      return reply.code(401).send({ error: error.message })
    })
    genericRoutes(app, services)
    for (const adapter of adapters) adapterRoute(app, services, adapter)
  }
}

/** Our own routes, for systems that can be told what to send. A wrong shape is refused with everything that is wrong. */
function genericRoutes(app: ChannelApp, { secrets, guard, receive }: ChannelServices): void {
  const preValidation = guard({ proofs: [{ verifier: sharedSecret(), secrets: secrets(SHARED) }], parse: exactJson })
  route('/guests', GuestBody, { rules: guestRules, normalize: readGuest })
  route('/reservations', ReservationBody, { rules: reservationRules, normalize: readReservation })
  route('/events', EventBody, { rules: eventRules, normalize: readEvent })

  function route<Body extends TSchema>(
    path: string,
    body: Body,
    reader: Pick<Reader<Static<Body>>, 'rules' | 'normalize'>
  ): void {
    app.post(path, { preValidation, schema: { body }, attachValidation: true }, async (request) => {
      const source = sourceOf(request.body)
      const { fault, ...receipt } = await receive(request, { ...reader, source, unreadable: 'rejected' })
      if (fault) throw fault
      return { received: true, ...receipt }
    })
  }
}

/** A vendor's route. What cannot be read is quarantined and still answered with a 2xx: the same bytes would not help. */
function adapterRoute(app: ChannelApp, { secrets, guard, receive }: ChannelServices, adapter: PmsAdapter): void {
  const { name, credentials = [] } = adapter
  app.post(
    `/${name}`,
    {
      preValidation: guard({ proofs: proofsOf(adapter, secrets), parse: exactJson, credentials }),
      schema: { body: adapter.payload as TSchema },
      attachValidation: true
    },
    async (request) => {
      const normalize = (payload: unknown) => read(adapter, payload, request)
      const { fault, ...receipt } = await receive(request, { source: name, normalize })
      if (fault?.name === 'Unreadable') throw fault
      return { received: true, ...receipt }
    }
  )
}

function read(adapter: PmsAdapter, payload: unknown, request: FastifyRequest): Reading[] {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, single(value)]))
  const property = adapter.property?.(payload)
  const duplicateKey = adapter.duplicateKey?.(payload, headers)
  return adapter.normalize(payload).map((reading) => {
    if (isProblem(reading)) return reading
    const about = { source: adapter.name, property }
    if (reading.type === undefined || duplicateKey === undefined) return { ...reading, ...about }
    return { ...reading, ...about, key: [reading.type, reading.kind, reading.id, ...duplicateKey] }
  })
}

/** An adapter for which nothing of its own is set is guarded by the shared secret. */
function proofsOf(adapter: PmsAdapter, secrets: ChannelServices['secrets']): Proof[] {
  const { secret, token } = variablesOf(adapter)
  const own = [adapter.verify].flat().map((verifier) => {
    if (verifier.kind === 'token') return { verifier, secrets: secrets(token) }
    if (verifier.kind === 'signature') return { verifier, secrets: secrets(secret) }
    return { verifier, secrets: [...secrets(secret), ...secrets(SHARED)] }
  })
  const isSet = own.some((proof) => proof.secrets.length > 0)
  return isSet ? own : [...own, { verifier: sharedSecret(), secrets: secrets(SHARED) }]
}

function variablesOf({ name }: PmsAdapter): { secret: string; token: string } {
  const prefix = name.toUpperCase().replaceAll('-', '_')
  return { secret: `${prefix}_WEBHOOK_SECRET`, token: `${prefix}_WEBHOOK_TOKEN` }
}

function adapterSecrets(adapter: PmsAdapter): SecretSetting[] {
  const { secret, token } = variablesOf(adapter)
  const without = `${adapter.title} is guarded by ${SHARED}, if that is set`
  const kinds = [adapter.verify].flat().map(({ kind }) => (kind === 'token' ? token : secret))
  return [...new Set(kinds)].map((variable) => ({ variable, authenticates: true, without }))
}

/** Who a generic delivery is from, as far as it says. */
function sourceOf(body: unknown): string {
  const source = typeof body === 'object' && body !== null && 'source' in body ? body.source : undefined
  return typeof source === 'string' ? source.slice(0, 64) : 'pms'
}
