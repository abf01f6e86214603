import type { FastifyInstance } from 'fastify'
import type { EventDetail } from '../../db/dashboard/events.ts'
import { dataOf, dataText, textAt } from '../mask/event-data.ts'
import { maskId } from '../mask/mask-text.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { MaskedData } from '../view/masked-data.tsx'
import { Facts, Panel, UpLink } from '../view/parts.tsx'
import { capitalized, eventWords, nameOf } from '../view/words.ts'
import { entityRoutes } from './entity-routes.ts'

export function messagePage(app: FastifyInstance, services: DashboardServices): void {
  entityRoutes(app, services, {
    path: '/app/messages',
    kind: 'message',
    async send(request, reply, { event, externalId, history }, isRevealed) {
      const inOrder = [...history].sort((a, b) => Date.parse(a.time) - Date.parse(b.time))
      return sendPage(
        request,
        reply,
        'Message',
        <>
          <UpLink href="/app/messages">Messages</UpLink>
          <Panel name="Summary">
            <Facts
              facts={[
                ['Channel', nameOf(event.channel)],
                ['Account', event.account ?? '–'],
                ['Hotel', event.hotel ?? '–'],
                ['Id', maskId(externalId)]
              ]}
            />
          </Panel>
          <Panel name="Status history">
            <ol class="timeline">
              {inOrder.map((one) => (
                <li key={one.id}>
                  <Clock at={one.time} /> <a href={`/app/events/${one.id}`}>{stepOf(one)}</a>
                  <ErrorCode event={one} />
                </li>
              ))}
            </ol>
          </Panel>
          <Panel name="Data">
            <MaskedData
              texts={inOrder.map((one) => dataText(one, isRevealed))}
              isRevealed={isRevealed}
              action={`/app/messages/${event.id}/show`}
            />
          </Panel>
        </>
      )
    }
  })
}

/** The status that an event reports, or what else it is. */
function stepOf(event: Pick<EventDetail, 'type' | 'data'>): string {
  const status = statusOf(event)
  return status === undefined ? eventWords(event.type) : capitalized(status)
}

/** The word of the provider, if it is a word. */
export function statusOf(event: Pick<EventDetail, 'data'>): string | undefined {
  const status = textAt(dataOf(event), 'status', 'status')
  return status !== undefined && /^[A-Za-z_-]{1,40}$/.test(status) ? status : undefined
}

function ErrorCode({ event }: { event: EventDetail }) {
  const code = textAt(dataOf(event), 'status', 'errorCode')
  return code !== undefined && /^\w{1,10}$/.test(code) ? <span class="bad"> {`error ${code}`}</span> : null
}
