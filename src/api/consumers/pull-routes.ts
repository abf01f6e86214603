import { Socket } from 'node:net'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Limits } from '../../config/limits.ts'
import { AckBody } from '../../consumers/ack-body.ts'
import { toAckToken } from '../../consumers/ack-token.ts'
import { acknowledge } from '../../consumers/acknowledge.ts'
import type { Consumer } from '../../consumers/consumer.ts'
import { ConsumerName } from '../../consumers/consumer-options.ts'
import type { ConsumerServices } from '../../consumers/consumer-services.ts'
import { expiryOf } from '../../consumers/expiry.ts'
import type { Taken } from '../../consumers/take-hand-out.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import type { Database } from '../../db/connect.ts'
import { behindCursor } from '../../feed/cursor.ts'
import { eventJson } from '../../feed/event-json.ts'
import type { PageTurns } from '../../feed/page-turns.ts'
import { readWithinLease } from '../../feed/read-within-lease.ts'
import type { Answers } from '../../http/answers.ts'
import { createBudget } from '../../http/budget.ts'
import { whenAnswered } from '../../http/when-answered.ts'
import { callerOf } from '../authorize.ts'
import { CREATION, creationOf, PULL } from './creation.ts'
import { acknowledged, handedOut } from './docs.ts'

const Named = Type.Object({ name: ConsumerName })
const Query = Type.Object({ ...PULL, ...CREATION }, { additionalProperties: false })

/** A look that finds nothing goes on for so long, although the request does not wait. */
const LOOK_MS = 3_000

interface PullRoutesOptions {
  database: Pick<Database, 'query'>
  consumers: ConsumerServices
  answers: Answers
  inTurn: PageTurns
  limits: Limits['reads']
}

/** Routes with which workers read a named consumer. */
export async function pullRoutes(
  app: ChannelApp,
  { database, consumers, answers, inTurn, limits }: PullRoutesOptions
): Promise<void> {
  const { pull, managed } = consumers
  // A request that waits looks many times, and holds memory only while it looks.
  const pages = createBudget(consumers.limits.pagesBytes)

  app.get(
    '/consumers/:name/events',
    // A HEAD would lease events that nobody gets.
    { config: { docs: handedOut }, exposeHeadRoute: false, schema: { params: Named, querystring: Query } },
    async (request, reply) => {
      const { limit, wait, lease: seconds, ...creation } = request.query
      const caller = callerOf(request)
      const gone = goneSignal(request, reply, wait)
      const began = performance.now()
      let consumer = await managed.use(caller, request.params.name, creationOf(creation))
      for (;;) {
        const named = consumer
        const { lease, result } = await readWithinLease(
          (bytes) => pages.take(bytes, { waitMs: limits.waitMs, signal: gone }),
          (bytes) => inTurn(() => lookWithin(named, { limit, bytes, seconds })),
          limits.pageBytes
        )
        const { taken } = result
        if (taken.kind === 'events' && !gone.aborted) {
          whenAnswered(reply.raw, lease.release)
          return answers.send(reply, pageJson(named, taken), lease)
        }
        lease.release()
        if (taken.kind === 'events') await giveBack(named, taken)
        const left = began + wait * 1_000 - performance.now()
        const isOver = app.closing.aborted || gone.aborted
        const looksAgain = taken.kind === 'again' && performance.now() - began < Math.max(wait * 1_000, LOOK_MS)
        if (isOver || (left <= 0 && !looksAgain))
          return { events: [], ack: null, attempt: 0, expires: null, more: taken.kind === 'again' }
        if (!looksAgain) await pull.wait(left, [app.closing, gone])
        // It may have been changed, or removed.
        consumer = await managed.find(request.params.name, caller)
      }
    }
  )

  app.post(
    '/consumers/:name/ack',
    { config: { docs: acknowledged }, schema: { params: Named, body: AckBody } },
    async (request) => {
      const consumer = await managed.find(request.params.name, callerOf(request))
      const answer = await acknowledge(database.query, consumer, request.body, consumers.limits)
      consumers.changed()
      return answer
    }
  )

  async function lookWithin(consumer: Consumer, options: { limit: number; bytes: number; seconds: number }) {
    const taken = await behindCursor(pull.look(consumer, options))
    return { taken, oversized: taken.kind === 'oversized' ? taken.bytes : undefined }
  }

  /** The client went away before it was sent the events. */
  async function giveBack(consumer: Consumer, { handed }: Pick<Events, 'handed'>): Promise<void> {
    await acknowledge(database.query, consumer, { ack: toAckToken(consumer, handed), renew: 0 }, consumers.limits)
    consumers.changed()
  }

  /** Aborted when nobody waits for the answer any more. */
  function goneSignal({ raw }: FastifyRequest, reply: FastifyReply, wait: number): AbortSignal {
    const gone = new AbortController()
    whenAnswered(reply.raw, () => gone.abort())
    // A connection that waits is silent.
    if (raw.socket instanceof Socket) raw.socket.setTimeout((wait + SILENCE_SECONDS) * 1_000)
    return gone.signal
  }
}

const SILENCE_SECONDS = 30

type Events = Extract<Taken, { kind: 'events' }>

function pageJson(consumer: Consumer, taken: Events): string {
  const { events, handed, attempt, leasedUntil, more } = taken
  const rest = { ack: toAckToken(consumer, handed), attempt, expires: expiryOf(leasedUntil), more }
  return `{"events":[${events.map(eventJson).join(',')}],${JSON.stringify(rest).slice(1)}`
}
