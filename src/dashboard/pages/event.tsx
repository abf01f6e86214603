import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EventDetail } from '../../db/dashboard/events.ts'
import { findEvent } from '../find-event.ts'
import { dataText } from '../mask/event-data.ts'
import { sendPage } from '../page.tsx'
import { recordReveal } from '../reveal.ts'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { partsOf, subjectText } from '../view/event-columns.tsx'
import { MaskedData } from '../view/masked-data.tsx'
import { Facts, Panel, UpLink } from '../view/parts.tsx'
import { eventWords, nameOf } from '../view/words.ts'

const PLACES: Readonly<Record<string, string>> = { reservation: 'stays', guest: 'guests', message: 'messages' }

export function eventPage(app: FastifyInstance, { database, accounts }: DashboardServices): void {
  app.get<{ Params: { id: string } }>('/app/events/:id', async (request, reply) =>
    send(request, reply, await findEvent(database.query, request, request.params.id), false)
  )

  app.post<{ Params: { id: string } }>(
    '/app/events/:id/show',
    { config: { role: 'operator' } },
    async (request, reply) => {
      const event = await findEvent(database.query, request, request.params.id)
      await recordReveal(accounts.audit, request, { target: `event:${event.id}`, hotel: event.hotel })
      return send(request, reply, event, true)
    }
  )
}

function send(request: FastifyRequest, reply: FastifyReply, event: EventDetail, isRevealed: boolean): FastifyReply {
  const { id, type, time, deliveryId, source, account, hotel, subject, corrects, receivedAt, verified } = event
  const place = PLACES[partsOf(subject).kind]
  return sendPage(
    request,
    reply,
    eventWords(type),
    <>
      <UpLink href="/app/events">Events</UpLink>
      <Panel name="Summary">
        <Facts
          facts={[
            ['Time', <Clock key="time" at={time} />],
            ['Received', <Clock key="received" at={receivedAt} />],
            [
              'About',
              place === undefined ? subjectText(subject) : <a href={`/app/${place}/${id}`}>{subjectText(subject)}</a>
            ],
            ['From', `${nameOf(source)}${account === null ? '' : ` · ${account}`}`],
            ['Hotel', hotel ?? '–'],
            ['Sender', verified ? 'Proven' : 'Not proven'],
            [
              'Delivery',
              <a key="delivery" href={`/app/deliveries/${deliveryId}`}>
                The delivery it came with
              </a>
            ],
            ['Corrects', corrects === null ? '–' : <a href={`/app/events/${corrects}`}>An earlier event</a>],
            ['Type', type],
            ['Id', id]
          ]}
        />
      </Panel>
      <Panel name="Data">
        <MaskedData texts={[dataText(event, isRevealed)]} isRevealed={isRevealed} action={`/app/events/${id}/show`} />
      </Panel>
    </>
  )
}
