import type { FastifyInstance } from 'fastify'
import { type EventListFilter, type EventListRow, listEvents } from '../../db/dashboard/events.ts'
import { addressOf, queryOf, textOf } from '../fields.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import { searchRoute } from '../search-route.ts'
import { maskedSearch, openSearch, termsOf } from '../search-text.ts'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { partsOf, subjectText } from '../view/event-columns.tsx'
import { Field } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { eventWords, nameOf } from '../view/words.ts'
import { newestOfEach } from './guest.tsx'

const PATH = '/app/guests'
const KINDS = ['reservation', 'guest']

export function guestsPage(app: FastifyInstance, { database, accounts }: DashboardServices): void {
  const { sealing } = accounts.management
  searchRoute(app, PATH, { sealing })

  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const f = textOf(query, 'f')
    const text = f && openSearch(f, sealing)
    const filter = { kinds: KINDS, hotels: request.caller?.hotelSlugs, ...(text ? found(text) : { newestOnly: true }) }
    const page = await listEvents(database.query, filter, { before: beforeOf(query), limit: PAGE_ROWS })
    const older = page.before === undefined ? undefined : addressOf(PATH, { f, before: String(page.before) })
    return sendPage(
      request,
      reply,
      'Guests and stays',
      <>
        <form method="post" action={PATH} class="filters">
          <Field
            label="Search"
            name="search"
            type="search"
            placeholder="Name, phone, mail address, confirmation number"
          />
          <button type="submit">Search</button>
          <a href={PATH}>Clear</a>
        </form>
        {text && <p class="soft">{`Searched for ${maskedSearch(text)}.`}</p>}
        <ListTable
          caption="Guests and stays, newest first"
          columns={COLUMNS}
          rows={text ? newestOfEach(page.rows) : page.rows}
          keyOf={({ id }) => id}
          older={older}
          isPartial={page.isPartial}
          empty={<p>{text ? 'Nothing fits this search.' : 'No guests and no stays yet.'}</p>}
        />
      </>
    )
  })
}

function found(text: string): EventListFilter {
  return { texts: [termsOf(text).digits ?? text] }
}

const COLUMNS: readonly Column<EventListRow>[] = [
  {
    head: 'Who',
    cell: ({ id, subject }) => (
      <a class="row" href={`/app/${partsOf(subject).kind === 'guest' ? 'guests' : 'stays'}/${id}`}>
        {subjectText(subject.replace(/^reservation\//, 'stay/'))}
      </a>
    )
  },
  { head: 'Latest event', cell: ({ type }) => eventWords(type) },
  { head: 'Time', cell: ({ time }) => <Clock at={time} /> },
  { head: 'From', cell: ({ source }) => nameOf(source) },
  { head: 'Hotel', wide: true, cell: ({ hotel, property }) => hotel ?? property ?? '–' }
]
