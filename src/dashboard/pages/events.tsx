import type { FastifyInstance } from 'fastify'
import type { EventListRow } from '../../db/dashboard/events.ts'
import { addressOf, queryOf, textOf } from '../fields.ts'
import { beforeOf, instantOf, periodOptions } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import { searchEvents } from '../search-events.ts'
import { searchRoute } from '../search-route.ts'
import { maskedSearch, openSearch } from '../search-text.ts'
import type { DashboardServices } from '../services.ts'
import { EVENT_COLUMNS } from '../view/event-columns.tsx'
import { Choice, Field, Hidden } from '../view/form.tsx'
import { ListTable, PAGE_ROWS } from '../view/list-table.tsx'

const PATH = '/app/events'

export function eventsPage(app: FastifyInstance, { database, accounts }: DashboardServices): void {
  const { sealing } = accounts.management
  searchRoute(app, PATH, { sealing, fieldsOf })

  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const { since, ...given } = fieldsOf(query)
    const f = textOf(query, 'f')
    const text = f && openSearch(f, sealing)
    const filter = { ...given, since: instantOf(query, 'since'), hotels: request.caller?.hotelSlugs }
    const page = { before: beforeOf(query), limit: PAGE_ROWS }
    const { rows, before, isPartial } = await searchEvents(database.query, filter, text, page)
    const older = before === undefined ? undefined : addressOf(PATH, { ...given, since, f, before: String(before) })
    return sendPage(
      request,
      reply,
      'Events',
      <>
        <form method="post" action={PATH} class="filters">
          <Field
            label="Search"
            name="search"
            type="search"
            placeholder="Id, phone number, confirmation number, text"
            maxLength={500}
          />
          <Field label="Type" name="type" value={given.type} placeholder="message.received" />
          <Field label="Source" name="source" value={given.source} placeholder="mews" />
          <Choice label="Period" name="since" value={since} options={periodOptions(since)} />
          <Hidden name="hotel" value={given.hotel} />
          <Hidden name="account" value={given.account} />
          <button type="submit">Search</button>
          <a href={PATH}>Clear</a>
        </form>
        {text && <p class="soft">{`Searched for ${maskedSearch(text)}.`}</p>}
        <EventTable rows={rows} older={older} isPartial={isPartial} />
      </>
    )
  })
}

function fieldsOf(fields: URLSearchParams) {
  return {
    type: textOf(fields, 'type'),
    hotel: textOf(fields, 'hotel'),
    account: textOf(fields, 'account'),
    source: textOf(fields, 'source'),
    since: textOf(fields, 'since')
  }
}

interface EventTableProps {
  rows: readonly EventListRow[]
  older: string | undefined
  isPartial: boolean
}

function EventTable({ rows, older, isPartial }: EventTableProps) {
  return (
    <ListTable
      caption="Events, newest first"
      columns={EVENT_COLUMNS}
      rows={rows}
      keyOf={({ id }) => id}
      older={older}
      isPartial={isPartial}
      empty={<p>No events here. An event appears when a delivery was read.</p>}
    />
  )
}
