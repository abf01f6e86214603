import type { FastifyInstance } from 'fastify'
import type { EventDetail } from '../../db/dashboard/events.ts'
import { dataOf, dataText, textAt } from '../mask/event-data.ts'
import { harmlessInEvent } from '../mask/harmless.ts'
import { maskId, maskPath } from '../mask/mask-text.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { MaskedData } from '../view/masked-data.tsx'
import { Facts, Panel, UpLink } from '../view/parts.tsx'
import { capitalized, eventWords, nameOf } from '../view/words.ts'
import { entityRoutes } from './entity-routes.ts'

export function stayPage(app: FastifyInstance, services: DashboardServices): void {
  entityRoutes(app, services, {
    path: '/app/stays',
    kind: 'reservation',
    async send(request, reply, { event, externalId, history }, isRevealed) {
      const { id, source, hotel, property } = event
      const reservation = newestReservation(history)
      const [arrival, departure, status] = ['arrivalDate', 'departureDate', 'status'].map((name) =>
        textAt(reservation, name)
      )
      return sendPage(
        request,
        reply,
        `Stay ${maskId(externalId)}`,
        <>
          <UpLink href="/app/guests">Guests and stays</UpLink>
          <Panel name="Summary">
            <Facts
              facts={[
                ['Status', capitalized(status ?? '–')],
                ['Arrival', arrival ?? '–'],
                ['Departure', departure ?? '–'],
                ['From', nameOf(source)],
                ['Hotel', hotel ?? property ?? '–']
              ]}
            />
          </Panel>
          <Panel name="History">
            <ol class="timeline">
              {history.map((one) => (
                <li key={one.id}>
                  <Clock at={one.time} /> <a href={`/app/events/${one.id}`}>{eventWords(one.type)}</a>{' '}
                  <Changes event={one} isRevealed={isRevealed} />
                </li>
              ))}
            </ol>
          </Panel>
          <Panel name="Data">
            <MaskedData
              texts={[dataText(history[0] ?? event, isRevealed)]}
              isRevealed={isRevealed}
              action={`/app/stays/${id}/show`}
            />
          </Panel>
        </>
      )
    }
  })
}

function newestReservation(history: readonly EventDetail[]): unknown {
  return history.map((event) => dataOf(event)['reservation']).find((reservation) => reservation !== undefined)
}

/** What changed: the fields of a state, or the step of a status. */
function Changes({ event, isRevealed }: { event: EventDetail; isRevealed: boolean }) {
  const data = dataOf(event)
  const list: readonly unknown[] = Array.isArray(data['changes']) ? data['changes'] : []
  const words = list.flatMap((change) => {
    const { path, before, after } = Object(change)
    if (typeof path !== 'string') return []
    return [`${maskPath(path).slice(1)} ${shown(path, before, isRevealed)} → ${shown(path, after, isRevealed)}`]
  })
  const step = [textAt(data, 'previousStatus'), textAt(data, 'newStatus')]
  if (words.length === 0 && step[1] !== undefined) words.push(`${step[0] ?? '–'} → ${step[1]}`)
  return <span class="soft">{words.join(', ')}</span>
}

function shown(path: string, value: unknown, isRevealed: boolean): string {
  if (value === null || value === undefined) return '–'
  const isHarmless = typeof value !== 'object' && harmlessInEvent().has(path.split('/').at(-1) ?? '')
  if (!isRevealed && !isHarmless) return '••••••'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
