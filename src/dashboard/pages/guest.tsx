import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type EventListRow, listEvents } from '../../db/dashboard/events.ts'
import { dataOf, dataText, textAt } from '../mask/event-data.ts'
import { maskId } from '../mask/mask-text.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { partsOf, subjectText } from '../view/event-columns.tsx'
import { MaskedData } from '../view/masked-data.tsx'
import { Panel, UpLink } from '../view/parts.tsx'
import { eventWords } from '../view/words.ts'
import type { EntityDetail } from './entity.ts'
import { entityRoutes } from './entity-routes.ts'

const MOST_STAYS = 50

export function guestPage(app: FastifyInstance, services: DashboardServices): void {
  entityRoutes(app, services, {
    path: '/app/guests',
    kind: 'guest',
    async send(request, reply, entity, isRevealed) {
      const { event, externalId, history } = entity
      const stays = await staysOf(services, request, entity)
      return sendPage(
        request,
        reply,
        `Guest ${maskId(externalId)}`,
        <>
          <UpLink href="/app/guests">Guests and stays</UpLink>
          <Panel name="Stays">
            {stays.length === 0 && <p class="soft">No stay names this guest.</p>}
            <ul>
              {stays.map(({ id, subject, time }) => (
                <li key={id}>
                  <a href={`/app/stays/${id}`}>Stay {subjectText(subject)}</a> <Clock at={time} />
                </li>
              ))}
            </ul>
          </Panel>
          <Panel name="History">
            <ol class="timeline">
              {history.map(({ id, time, type }) => (
                <li key={id}>
                  <Clock at={time} /> <a href={`/app/events/${id}`}>{eventWords(type)}</a>
                </li>
              ))}
            </ol>
          </Panel>
          <Panel name="Data">
            <MaskedData
              texts={[dataText(history[0] ?? event, isRevealed)]}
              isRevealed={isRevealed}
              action={`/app/guests/${event.id}/show`}
            />
          </Panel>
        </>
      )
    }
  })
}

/** The newest stays whose events name the guest by its id at the same source, by its phone number, or by its mail address. */
async function staysOf(
  { database }: DashboardServices,
  request: FastifyRequest,
  { event, externalId, history }: EntityDetail
): Promise<readonly EventListRow[]> {
  const guest = dataOf(history[0] ?? event)['guest']
  const [phone, email] = [textAt(guest, 'phoneE164'), textAt(guest, 'email')]
  const texts = [`"externalId":${JSON.stringify(externalId)}`, phone, email].filter((one) => one !== undefined)
  const filter = {
    kinds: ['reservation'],
    texts,
    source: event.source,
    ...(event.hotel === null ? {} : { hotel: event.hotel }),
    hotels: request.caller?.hotelSlugs
  }
  const { rows } = await listEvents(database.query, filter, { before: undefined, limit: MOST_STAYS })
  return newestOfEach(rows)
}

/** The first row of each subject. */
export function newestOfEach(rows: readonly EventListRow[]): readonly EventListRow[] {
  const seen = new Map<string, EventListRow>()
  for (const row of rows) {
    const key = JSON.stringify([row.subject, row.source, row.hotel])
    if (!seen.has(key) && partsOf(row.subject).externalId !== '') seen.set(key, row)
  }
  return [...seen.values()]
}
