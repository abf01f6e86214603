import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiCaller, callerOf } from '../../api/authorize.ts'
import { notFound } from '../../contract/errors.ts'
import { readAttempts, readDeadLetters } from '../../db/consumers/exceptions.ts'
import type { TestResult } from '../../destinations/test-destination.ts'
import { askToConfirm, isConfirmed } from '../confirm.tsx'
import { formOf, queryOf } from '../fields.ts'
import { afterOf, beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { Clock } from '../view/clock.tsx'
import { DestinationSettings, DestinationStatus, REMOVING, SKIPPING } from '../view/destination-details.tsx'
import { Attempts, DeadLetters, READ_ROWS } from '../view/event-lists.tsx'
import { Action } from '../view/form.tsx'
import { Panel, UpLink } from '../view/parts.tsx'
import { ShownSecret } from '../view/shown-secret.tsx'
import { DestinationTest } from '../view/test-result.tsx'
import { hasRole } from '../viewer.ts'

const LIST = '/app/destinations'
const PATH = `${LIST}/:name`
const DAY_SECONDS = 86_400
const GRACE_SECONDS: readonly number[] = [0, DAY_SECONDS, 7 * DAY_SECONDS]
const OPERATOR = { config: { role: 'operator' } } as const

type Params = { Params: { name: string } }
type DestinationRequest = FastifyRequest<Params>

/** One destination: its state, its settings, and what failed. */
export function destinationPage(app: FastifyInstance, { destinations, database }: DashboardServices): void {
  const { managed, replay, test } = destinations

  app.get<Params>(PATH, async (request, reply) => show(request, reply))

  app.post<Params>(`${PATH}/test`, OPERATOR, async (request, reply) => {
    unlimitedCaller(request)
    return show(request, reply, await test(request.params.name))
  })

  app.post<Params>(`${PATH}/pause`, OPERATOR, async (request, reply) => {
    await managed.pause(unlimitedCaller(request), request.params.name)
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/resume`, OPERATOR, async (request, reply) => {
    await managed.resume(unlimitedCaller(request), request.params.name, false)
    return reply.redirect(back(request), 303)
  })

  // It gives up events, so it is for admins.
  app.post<Params>(`${PATH}/resume-from-now`, async (request, reply) => {
    const caller = unlimitedCaller(request)
    const question = { label: 'Resume from now', sentence: SKIPPING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await managed.resume(caller, request.params.name, true)
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/replay`, OPERATOR, async (request, reply) => {
    await replay(unlimitedCaller(request), request.params.name, { deadLetters: true })
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/rotate`, async (request, reply) => {
    const caller = unlimitedCaller(request)
    const { name } = request.params
    const given = Number(formOf(request).get('graceSeconds') ?? DAY_SECONDS)
    const graceSeconds = GRACE_SECONDS.includes(given) ? given : DAY_SECONDS
    const { secret, previousUntil } = await managed.rotate(caller, name, graceSeconds, undefined)
    return sendPage(
      request,
      reply,
      name,
      <ShownSecret name={name} value={secret}>
        {graceSeconds === 0 ? 'The old secret is no longer used.' : 'The old secret is good until '}
        {graceSeconds > 0 && <Clock at={previousUntil} />}
      </ShownSecret>
    )
  })

  app.post<Params>(`${PATH}/delete`, async (request, reply) => {
    const caller = unlimitedCaller(request)
    const question = { label: `Delete ${request.params.name}`, sentence: REMOVING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await managed.remove(caller, request.params.name)
    return reply.redirect(LIST, 303)
  })

  async function show(request: DestinationRequest, reply: FastifyReply, result?: TestResult): Promise<FastifyReply> {
    unlimitedCaller(request)
    const { name } = request.params
    const { id } = await managed.find(name)
    const query = queryOf(request)
    const [view, attempts, deadLetters] = await Promise.all([
      managed.get(name),
      readAttempts(database.query, id, { before: beforeOf(query) ?? Number.MAX_SAFE_INTEGER, limit: READ_ROWS }),
      readDeadLetters(database.query, id, { after: afterOf(query), limit: READ_ROWS })
    ])
    const viewer = viewerOf(request)
    const may = { operate: hasRole(viewer, 'operator'), manage: hasRole(viewer, 'admin') }
    const path = back(request)
    return sendPage(
      request,
      reply,
      name,
      <>
        <UpLink href={LIST}>Destinations</UpLink>
        <DestinationStatus {...{ view, path, may }} />
        {result !== undefined && <DestinationTest result={result} />}
        <Panel name="Dead letters">
          {may.operate && view.deadLetters > 0 && <Action action={`${path}/replay`} label="Replay dead letters" />}
          <DeadLetters path={path} rows={deadLetters} hasProblems />
        </Panel>
        <Panel name="Attempts">
          <Attempts path={path} rows={attempts} keepsAll={view.attempts === 'all'} />
        </Panel>
        <DestinationSettings {...{ view, path, may }} />
      </>
    )
  }
}

function back({ params }: DestinationRequest): string {
  return `${LIST}/${encodeURIComponent(params.name)}`
}

/** A destination gets the events of all hotels, so it does not exist for a person who is limited to some. */
function unlimitedCaller(request: DestinationRequest): ApiCaller {
  const caller = callerOf(request)
  if (caller.hotels !== null) throw notFound('destination')
  return caller
}
