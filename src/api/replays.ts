import { createHash } from 'node:crypto'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Instant, OneOf } from '../../schemas/common.ts'
import { OUTCOMES } from '../../schemas/event.ts'
import { Replayed } from '../../schemas/replay.ts'
import type { AuditLog } from '../accounts/audit-log.ts'
import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { ShapeError } from '../contract/errors.ts'
import { bearerToken } from '../contract/verifiers.ts'
import type { ReplayFilter } from '../db/replays.ts'
import type { Answers } from '../http/answers.ts'
import { createBudget } from '../http/budget.ts'
import { callerOf } from './authorize.ts'
import { DeliveryId, EventFilter, Uuid } from './parameters.ts'
import { replay, replayPage } from './route-docs.ts'

const By = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: '^[^\\u0000-\\u001f]*$',
    description: 'name of the person or program, stored with the fingerprint of the token; default: the fingerprint',
    errorMessage: 'must be a name of 1 to 200 characters in one line'
  })
)

const DryRun = Type.Optional(Type.Boolean({ description: 'only shows the differences' }))

const Query = Type.Object({ dryRun: DryRun, by: By }, { additionalProperties: false })

const Body = Type.Object(
  {
    since: Type.Optional(Instant),
    until: Type.Optional(Instant),
    channel: EventFilter.channel,
    source: EventFilter.source,
    outcome: Type.Optional(OneOf(...OUTCOMES)),
    after: Type.Optional(Uuid),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, errorMessage: 'must be a whole number from 1 to 100' })
    ),
    dryRun: DryRun,
    by: By
  },
  { additionalProperties: false }
)

const Page = Type.Object({
  results: Type.Array(Replayed),
  cursor: Type.Union([Type.String(), Type.Null()], { description: 'the `after` of the next page' }),
  done: Type.Boolean({ description: 'false: ask again with the cursor' })
})
type Page = Static<typeof Page>

/** Much longer than any filter. */
const BODY_LIMIT = 4 * 1024
const PAGE = 50

interface ReplayOptions {
  by: string
  tokenFingerprint: string
  dryRun: boolean
}

export interface Replays {
  one(id: string, options: ReplayOptions): Promise<Replayed>
  page(
    filter: ReplayFilter,
    request: { after: string | undefined; limit: number },
    options: ReplayOptions
  ): Promise<Page>
}

interface ReplayRoutesOptions {
  replays: Replays
  answers: Answers
  audit: Pick<AuditLog, 'record'>
  limits: Limits['reads']
}

/** Routes that replay one delivery, or page by page all that match a filter. */
export async function replayRoutes(
  app: ChannelApp,
  { replays, answers, audit, limits }: ReplayRoutesOptions
): Promise<void> {
  const turns = createBudget(limits.replays)

  app.post(
    '/deliveries/:id/replay',
    {
      config: { docs: replay },
      bodyLimit: BODY_LIMIT,
      schema: { params: DeliveryId, querystring: Query, response: { 200: Replayed } }
    },
    async (request, reply) => {
      refuseBody(request.body)
      const { id } = request.params
      const options = optionsOf(request, request.query)
      return answer(reply, async () => {
        const result = await replays.one(id, options)
        await log(request, options, `delivery:${id}`)
        return result
      })
    }
  )

  app.post(
    '/replays',
    { config: { docs: replayPage }, bodyLimit: BODY_LIMIT, schema: { body: Body, response: { 200: Page } } },
    async (request, reply) => {
      const { dryRun, by, after, limit = PAGE, ...filter } = request.body
      const hotels = request.caller?.hotelSlugs
      const options = optionsOf(request, { dryRun, by })
      return answer(reply, async () => {
        const page = await replays.page({ ...filter, hotels }, { after, limit }, options)
        await log(request, options, 'deliveries', { deliveries: page.results.length })
        return page
      })
    }
  )

  async function log(request: FastifyRequest, { dryRun }: ReplayOptions, target: string, detail = {}): Promise<void> {
    const action = dryRun ? 'replay.previewed' : 'replay.written'
    await audit.record({ actor: callerOf(request).actor, action, target, detail })
  }

  /** A turn includes the wait of the result for its share of the answers. */
  async function answer(reply: FastifyReply, work: () => Promise<object>): Promise<FastifyReply> {
    const turn = await turns.take(1, { waitMs: limits.replayWaitMs })
    try {
      const json = JSON.stringify(await work())
      return answers.send(reply, json, await answers.take(reply, Buffer.byteLength(json)))
    } finally {
      turn.release()
    }
  }
}

/** `dryRun` in a body must not be ignored, because a replay cannot be undone. */
function refuseBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || Object.keys(body).length === 0) return
  throw new ShapeError([{ path: '', message: 'must be empty: dryRun and by belong in the query' }])
}

/** The caller can claim any name, so the record also has the fingerprint of the token. */
function optionsOf(
  request: FastifyRequest,
  { dryRun, by }: { dryRun?: boolean | undefined; by?: string | undefined }
): ReplayOptions {
  const tokenFingerprint = fingerprint(request)
  return { dryRun: dryRun ?? false, by: by ?? `token ${tokenFingerprint}`, tokenFingerprint }
}

/** Distinguishes tokens without revealing them. */
function fingerprint({ headers }: FastifyRequest): string {
  const token = bearerToken(headers.authorization) ?? ''
  return createHash('sha256').update(token).digest('hex').slice(0, 12)
}
