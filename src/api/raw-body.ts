import type { AuditLog } from '../accounts/audit-log.ts'
import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { errors, notFound } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { readBodySlice, readHotelOf } from '../db/deliveries.ts'
import type { Answers } from '../http/answers.ts'
import { callerOf } from './authorize.ts'
import { DeliveryId } from './parameters.ts'
import { rawDelivery } from './route-docs.ts'

interface RawBodyOptions {
  database: Pick<Database, 'query'>
  answers: Answers
  audit: Pick<AuditLog, 'record'>
  limits: Limits['reads']
}

/** PostgreSQL sends a slice in hexadecimal, and one slice is on its way to the client while the next one is read. */
const COPIES = 4

/**
 * Sends the exact bytes of a delivery, slice by slice. They come from outside, so the answer is a download that a browser never
 * renders.
 */
export async function rawBodyRoute(
  app: ChannelApp,
  { database: { query }, answers, audit, limits }: RawBodyOptions
): Promise<void> {
  app.get(
    '/deliveries/:id/raw',
    { config: { docs: rawDelivery }, schema: { params: DeliveryId } },
    async (request, reply) => {
      const { id } = request.params
      await answers.take(reply, limits.rawSliceBytes * COPIES)
      const first = await readBodySlice(query, id, { from: 0, bytes: limits.rawSliceBytes })
      if (first === undefined) throw notFound('delivery')
      const { actor } = callerOf(request)
      const found = await readHotelOf(query, id)
      await audit.record({
        actor,
        action: 'bytes.downloaded',
        target: `delivery:${id}`,
        hotel: found?.hotel ?? undefined
      })
      reply
        .type('application/octet-stream')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="${id}"`)
      return answers.sendPieces(reply, slices(id, first), first.bytes)
    }
  )

  async function* slices(id: string, first: { slice: Buffer; bytes: number }): AsyncGenerator<Buffer> {
    yield first.slice
    for (let from = first.slice.length; from < first.bytes; ) {
      const next = await readBodySlice(query, id, { from, bytes: limits.rawSliceBytes })
      // Retention removed the delivery meanwhile. The client sees an incomplete download.
      if (next === undefined) throw new errors.DELIVERY_REMOVED()
      yield next.slice
      from += next.slice.length
    }
  }
}
