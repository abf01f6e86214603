import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Replayed } from '../../../schemas/replay.ts'
import { notFound } from '../../contract/errors.ts'
import { neighborsOf } from '../../db/dashboard/deliveries.ts'
import { readEventsOf } from '../../db/dashboard/events.ts'
import { type DeliverySummary, readBodySlice, readDelivery } from '../../db/deliveries.ts'
import { readReplays } from '../../db/replays.ts'
import { eventsToWrite } from '../../replay/replay-jobs.ts'
import { queryOf } from '../fields.ts'
import { isUuid } from '../is-uuid.ts'
import { maskedBody, plainBody, SHOWN_BYTES } from '../mask/mask-body.ts'
import { sendPage } from '../page.tsx'
import { recordReveal } from '../reveal.ts'
import type { DashboardServices } from '../services.ts'
import { sessionOf } from '../session.ts'
import { DeliveryView } from './delivery-view.tsx'

/** Events and replays that the page lists. */
const MOST_LISTED = 100

export function deliveryPage(app: FastifyInstance, { database, accounts, replays, config }: DashboardServices): void {
  const { query } = database
  const { audit } = accounts
  const operator = { config: { role: 'operator' as const } }

  app.get<{ Params: { id: string } }>('/app/deliveries/:id', async (request, reply) => {
    const delivery = await find(request, request.params.id)
    const fields = queryOf(request)
    const preview = fields.has('preview') ? await replays.one(delivery.id, wishOf(request, true)) : undefined
    return send(request, reply, delivery, { preview, written: writtenOf(fields) })
  })

  app.post<{ Params: { id: string } }>('/app/deliveries/:id/show', operator, async (request, reply) => {
    const delivery = await find(request, request.params.id)
    await recordReveal(audit, request, { target: `delivery:${delivery.id}`, hotel: delivery.hotel })
    return send(request, reply, delivery, { isRevealed: true })
  })

  app.post<{ Params: { id: string } }>('/app/deliveries/:id/bytes', operator, async (request, reply) => {
    const { id, hotel } = await find(request, request.params.id)
    const body = await readBodySlice(query, id, { from: 0, bytes: config.limits.http.bodyBytes })
    if (body === undefined) throw notFound('delivery')
    const actor = `operator:${sessionOf(request).name}`
    await audit.record({ actor, action: 'bytes.downloaded', target: `delivery:${id}`, hotel: hotel ?? undefined })
    reply.type('application/octet-stream').header('content-disposition', `attachment; filename="${id}"`)
    return reply.send(body.slice)
  })

  app.post<{ Params: { id: string } }>('/app/deliveries/:id/replay', operator, async (request, reply) => {
    const { id, hotel } = await find(request, request.params.id)
    const result = await replays.one(id, wishOf(request, false))
    const actor = `operator:${sessionOf(request).name}`
    await audit.record({ actor, action: 'replay.written', target: `delivery:${id}`, hotel: hotel ?? undefined })
    const written = result.written ? eventsToWrite(result) : 0
    return reply.redirect(`/app/deliveries/${id}?written=${written}`, 303)
  })

  /** The delivery, unless it is another hotel's. */
  async function find(request: FastifyRequest, id: string): Promise<DeliverySummary> {
    const delivery = isUuid(id) ? await readDelivery(query, id, config.limits.reads) : undefined
    const hotels = request.caller?.hotelSlugs
    const isSeen = hotels === undefined || hotels.includes(delivery?.hotel ?? '')
    if (delivery === undefined || !isSeen) throw notFound('delivery')
    return delivery
  }

  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    delivery: DeliverySummary,
    shown: { preview?: Replayed | undefined; written?: number | undefined; isRevealed?: boolean }
  ): Promise<FastifyReply> {
    const { id, channel, contentType, contentEncoding } = delivery
    const slice = await readBodySlice(query, id, { from: 0, bytes: SHOWN_BYTES })
    if (slice === undefined) throw notFound('delivery')
    const body = { channel, contentType, contentEncoding, ...slice }
    const text = shown.isRevealed ? plainBody(body) : maskedBody(body)
    const events = await readEventsOf(query, id, MOST_LISTED)
    const past = await readReplays(query, id, MOST_LISTED)
    const beside = await neighborsOf(query, id, request.caller?.hotelSlugs)
    return sendPage(
      request,
      reply,
      'Delivery',
      <DeliveryView {...{ delivery, text, events, past, beside, ...shown }} />
    )
  }
}

function wishOf(request: FastifyRequest, dryRun: boolean) {
  return { by: `operator:${sessionOf(request).name}`, tokenFingerprint: 'session', dryRun }
}

function writtenOf(fields: URLSearchParams): number | undefined {
  const written = fields.get('written')
  return written !== null && /^\d{1,6}$/.test(written) ? Number(written) : undefined
}
