import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { check } from '../../../schemas/check.ts'
import { callerOf } from '../../api/authorize.ts'
import { From } from '../../consumers/consumer-options.ts'
import { readDeadLetters } from '../../db/consumers/exceptions.ts'
import { askToConfirm, isConfirmed } from '../confirm.tsx'
import { formOf, queryOf, textOf } from '../fields.ts'
import { checked, mistakesOf, NO_MISTAKES } from '../form-mistakes.ts'
import { afterOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { ConsumerFacts, ConsumerForms, MOVING, REMOVING } from '../view/consumer-details.tsx'
import { DeadLetters, READ_ROWS } from '../view/event-lists.tsx'
import { Panel, UpLink } from '../view/parts.tsx'
import { hasRole } from '../viewer.ts'

const LIST = '/app/consumers'
const PATH = `${LIST}/:name`
const checkMove = check(Type.Object({ to: From }))

type Params = { Params: { name: string } }
type ConsumerRequest = FastifyRequest<Params>

/** One consumer: how far it is, who reads, and what was given up. */
export function consumerPage(app: FastifyInstance, { consumers: { managed }, database }: DashboardServices): void {
  app.get<Params>(PATH, async (request, reply) => show(request, reply))

  app.post<Params>(`${PATH}/move`, async (request, reply) => {
    const caller = callerOf(request)
    await managed.find(request.params.name, caller)
    const question = { label: 'Move', sentence: MOVING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    try {
      const { to } = checked(checkMove, { to: textOf(formOf(request), 'to') ?? '' })
      await managed.move(caller, request.params.name, to)
    } catch (error) {
      return show(request, reply, mistakesOf(error))
    }
    return reply.redirect(back(request), 303)
  })

  app.post<Params>(`${PATH}/delete`, async (request, reply) => {
    const caller = callerOf(request)
    await managed.find(request.params.name, caller)
    const question = { label: `Delete ${request.params.name}`, sentence: REMOVING, back: back(request) }
    if (!isConfirmed(request)) return askToConfirm(request, reply, question)
    await managed.remove(caller, request.params.name)
    return reply.redirect(LIST, 303)
  })

  async function show(request: ConsumerRequest, reply: FastifyReply, mistakes = NO_MISTAKES): Promise<FastifyReply> {
    const { name } = request.params
    const caller = callerOf(request)
    const { id } = await managed.find(name, caller)
    const after = afterOf(queryOf(request))
    const [view, deadLetters] = await Promise.all([
      managed.get(name, caller),
      readDeadLetters(database.query, id, { after, limit: READ_ROWS })
    ])
    const path = back(request)
    return sendPage(
      request,
      reply.code(mistakes.status),
      name,
      <>
        <UpLink href={LIST}>Consumers</UpLink>
        <ConsumerFacts view={view} />
        <Panel name="Dead letters">
          <DeadLetters path={path} rows={deadLetters} hasProblems={false} />
        </Panel>
        {hasRole(viewerOf(request), 'admin') && (
          <ConsumerForms path={path} to={formOf(request).get('to') ?? ''} mistakes={mistakes} />
        )}
      </>
    )
  }
}

function back({ params }: ConsumerRequest): string {
  return `${LIST}/${encodeURIComponent(params.name)}`
}
