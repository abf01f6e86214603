import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { errors } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { readBodySlice } from '../db/deliveries.ts'
import type { Answers } from '../http/answers.ts'
import { DeliveryId } from './parameters.ts'
import { rawDelivery } from './route-docs.ts'

interface RawBodyOptions {
  database: Pick<Database, 'query'>
  answers: Answers
  limits: Limits['reads']
}

/** A slice comes from PostgreSQL in hexadecimal, and there is one on its way to the client while the next one is read. */
const COPIES = 4

/**
 * The exact bytes of a delivery, read slice by slice as the client takes them. They come from strangers, so they are a download
 * and never something for a browser to render.
 */
export async function rawBodyRoute(
  app: ChannelApp,
  { database: { query }, answers, limits }: RawBodyOptions
): Promise<void> {
  app.get(
    '/deliveries/:id/raw',
    { config: { docs: rawDelivery }, schema: { params: DeliveryId } },
    async ({ params: { id } }, reply) => {
      await answers.take(reply, limits.rawSliceBytes * COPIES)
      const first = await readBodySlice(query, id, { from: 0, bytes: limits.rawSliceBytes })
      if (first === undefined) throw new errors.NOT_FOUND()
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
      // Removed because of its age meanwhile: the client sees that the download broke off.
      if (next === undefined) throw new errors.DELIVERY_REMOVED()
      yield next.slice
      from += next.slice.length
    }
  }
}
