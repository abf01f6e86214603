import type { TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../schemas/check.ts'
import { AroundShape, EventShape } from '../../schemas/pms-data.ts'
import { isProblem, type Reading } from '../../schemas/reading.ts'
import { type ChannelApp, type ChannelServices, Unreadable } from '../../src/channel.ts'
import { exactJson } from '../../src/parse.ts'
import { single } from '../../src/verify.ts'
import type { PmsAdapter, Reply } from './adapter.ts'
import { proofsOf, variablesOf, verifiersOf } from './adapter-settings.ts'
import { deliveriesOf, handshakeOf } from './docs.ts'
import { kept } from './kept.ts'

/** Adapters of other packages need not have been compiled: an id that is a number must not reach the ledger. */
const wrongWith = check(EventShape)
const wrongAround = check(AroundShape)

/** What an empty body is where one is a handshake. */
const EMPTY = null

/** A vendor's route. What cannot be read is quarantined and still answered with a 2xx: the same bytes would not help. */
export function adapterRoutes(app: ChannelApp, services: ChannelServices, adapter: PmsAdapter): void {
  const { name, handshake, payload } = adapter
  const { properties } = variablesOf(adapter)
  const preValidation = services.guard({
    proofs: proofsOf(adapter, services.secrets),
    parse: (body) => (handshake && body.length === 0 ? EMPTY : exactJson(body)),
    credentials: [...(adapter.credentials ?? []), ...verifiersOf(adapter).flatMap((one) => one.credentials ?? [])]
  })

  if (handshake) {
    app.get(`/${name}`, { config: { docs: handshakeOf(adapter) }, preValidation }, async (request, reply) => {
      const answer = handshake.check({ method: request.method, url: request.url, body: Buffer.alloc(0) })
      if (answer === undefined) throw new Unreadable('it is not the handshake of this PMS')
      return reply.type('text/plain').send(answer)
    })
  }

  app.post(
    `/${name}`,
    {
      config: { docs: deliveriesOf(adapter) },
      preValidation,
      schema: { body: payload as TSchema },
      attachValidation: true
    },
    async (request, reply) => {
      const isEmpty = request.body === EMPTY
      const greeted = isEmpty && handshake?.check({ method: 'POST', url: request.url, body: Buffer.alloc(0) })
      if (typeof greeted === 'string') return reply.type('text/plain').send(greeted)

      const normalize = (body: unknown) => read(adapter, body, request, services.secrets(properties))
      const receipt = await services.receive(request, { source: name, normalize })
      if (receipt.fault instanceof Unreadable) throw receipt.fault
      const own = receipt.fault ? undefined : replyOf(adapter, request)
      return own ? answer(reply, own) : kept(receipt)
    }
  )
}

function read(
  adapter: PmsAdapter,
  payload: unknown,
  request: FastifyRequest,
  served: readonly string[]
): readonly Reading[] {
  const property = adapter.property?.(payload)
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, single(value)]))
  const duplicateKey = adapter.duplicateKey?.(payload, headers)
  const [wrong] = wrongAround({ property, duplicateKey })
  if (wrong) return [{ path: '', problem: `is read in a way that cannot be stored: ${wrong.path} ${wrong.message}` }]
  if (served.length > 0 && property !== undefined && !served.includes(property)) {
    return [{ path: '', problem: `is about a hotel that is not in ${variablesOf(adapter).properties}` }]
  }
  return adapter.normalize(payload).map((reading) => {
    if (isProblem(reading)) return reading
    const [wrong] = wrongWith(reading)
    if (wrong) return { path: '', problem: `is read as something that is no event: ${wrong.path} ${wrong.message}` }
    // Assigned, and not spread: to V8, `{ ...object, more }` is a new kind of object each time.
    const about = { source: adapter.name, property }
    if (reading.type === undefined || duplicateKey === undefined) return Object.assign({}, reading, about)
    const key = [reading.type, reading.kind, reading.id, property ?? '', ...duplicateKey]
    return Object.assign({}, reading, about, { key })
  })
}

/** It is kept by now, so an adapter that fails here must not make the vendor send it again. */
function replyOf(adapter: PmsAdapter, request: FastifyRequest): Reply | undefined {
  try {
    return adapter.reply?.(request.body)
  } catch (error) {
    request.log.error({ err: error }, 'an adapter could not say what its vendor wants to read')
    return undefined
  }
}

function answer(reply: FastifyReply, { contentType, body }: Reply): FastifyReply {
  return reply.type(contentType).send(body)
}
