import type { FastifyInstance } from 'fastify'
import { type EventListRow, listEvents } from '../../db/dashboard/events.ts'
import { addressOf, queryOf, textOf } from '../fields.ts'
import { beforeOf, instantOf, PERIOD_OPTIONS } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { EVENT_COLUMNS } from '../view/event-columns.tsx'
import { Choice, Field, Hidden } from '../view/form.tsx'
import { ListTable, PAGE_ROWS } from '../view/list-table.tsx'

const PATH = '/app/events'

export function eventsPage(app: FastifyInstance, { database }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const given = {
      type: textOf(query, 'type'),
      hotel: textOf(query, 'hotel'),
      account: textOf(query, 'account'),
      source: textOf(query, 'source')
    }
    const filter = { ...given, since: instantOf(query, 'since'), hotels: request.caller?.hotelSlugs }
    const { rows, before } = await listEvents(database.query, filter, { before: beforeOf(query), limit: PAGE_ROWS })
    const fields = { ...given, since: textOf(query, 'since') }
    const older = before === undefined ? undefined : addressOf(PATH, { ...fields, before: String(before) })
    return sendPage(
      request,
      reply,
      'Events',
      <>
        <form method="get" action={PATH} class="filters">
          <Field label="Type" name="type" value={given.type} placeholder="message.received" />
          <Field label="Source" name="source" value={given.source} />
          <Choice label="Period" name="since" value={fields.since} options={PERIOD_OPTIONS} />
          <Hidden name="hotel" value={given.hotel} />
          <Hidden name="account" value={given.account} />
          <button type="submit">Show</button>
          <a href={PATH}>Clear</a>
        </form>
        <EventTable rows={rows} older={older} />
      </>
    )
  })
}

function EventTable({ rows, older }: { rows: readonly EventListRow[]; older: string | undefined }) {
  return (
    <ListTable
      caption="Events, newest first"
      columns={EVENT_COLUMNS}
      rows={rows}
      keyOf={({ id }) => id}
      older={older}
      empty={<p>No events here. An event appears when a delivery was read.</p>}
    />
  )
}
