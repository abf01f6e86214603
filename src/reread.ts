import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import inject from 'light-my-request'
import { errors } from './errors.ts'
import type { Delivery, Entry } from './ledger/entry.ts'

/** A stored delivery on its way through its own route once more. */
export interface Rereading {
  delivery: Delivery
  /** What is read in it today, once it has been. */
  entry?: Entry
}

// By the very object that Fastify is given, so there is nothing that a request from outside could name or guess.
const rereadings = new WeakMap<IncomingMessage, Rereading>()

/** Undefined for every request from outside. */
export function rereadingOf(request: IncomingMessage): Rereading | undefined {
  return rereadings.get(request)
}

/**
 * Sends stored bytes through the route they came to, and returns what today's code reads in them. So there is no second
 * way to read. Nothing is kept. Throws NOT_REPLAYABLE where no route reads them any more.
 */
export async function reread(app: FastifyInstance, delivery: Delivery): Promise<Entry> {
  const rereading: Rereading = { delivery }
  const dispatch: Parameters<typeof inject>[0] = (request, response) => {
    rereadings.set(request, rereading)
    app.routing(request, response)
  }
  const { endpoint, contentType, body } = delivery
  const headers = contentType === null ? {} : { 'content-type': contentType }
  const { statusCode } = await inject(dispatch, { method: 'POST', url: endpoint, headers, payload: body })
  if (rereading.entry) return rereading.entry
  if (statusCode === 503) throw new errors.OVERLOADED()
  throw new errors.NOT_REPLAYABLE('no channel reads what came to its path')
}
