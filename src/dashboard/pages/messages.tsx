import type { FastifyInstance } from 'fastify'
import { type EventListRow, listEvents } from '../../db/dashboard/events.ts'
import { addressOf, queryOf, textOf } from '../fields.ts'
import { beforeOf, instantOf, PERIOD_OPTIONS } from '../list-query.ts'
import { maskId } from '../mask/mask-text.ts'
import { sendPage } from '../page.tsx'
import { openSearch, termsOf } from '../search-text.ts'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { partsOf } from '../view/event-columns.tsx'
import { Choice, Hidden } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { capitalized, nameOf } from '../view/words.ts'

const PATH = '/app/messages'
const STATUSES = ['accepted', 'queued', 'sent', 'delivered', 'read', 'failed', 'undelivered'] as const
const WORD = /^[A-Za-z_-]{1,40}$/

export function messagesPage(app: FastifyInstance, { database, accounts }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const given = { status: textOf(query, 'status'), account: textOf(query, 'account'), f: textOf(query, 'f') }
    const text = given.f && openSearch(given.f, accounts.management.sealing)
    const { rows, before } = await listEvents(
      database.query,
      {
        ...{ status: given.status, account: given.account, since: instantOf(query, 'since') },
        ...{ kinds: ['message'], newestOnly: true, hotels: request.caller?.hotelSlugs },
        ...(text ? { texts: [termsOf(text).digits ?? text] } : {})
      },
      { before: beforeOf(query), limit: PAGE_ROWS }
    )
    const fields = { ...given, since: textOf(query, 'since') }
    const older = before === undefined ? undefined : addressOf(PATH, { ...fields, before: String(before) })
    return sendPage(
      request,
      reply,
      'Messages',
      <>
        <form method="get" action={PATH} class="filters">
          <Choice
            label="Status"
            name="status"
            value={given.status}
            options={[['', 'Any status'], ...STATUSES.map((one) => [one, capitalized(one)] as const)]}
          />
          <Choice label="Period" name="since" value={fields.since} options={PERIOD_OPTIONS} />
          <Hidden name="account" value={given.account} />
          <button type="submit">Show</button>
          <a href={PATH}>Clear</a>
        </form>
        <ListTable
          caption="Messages, newest first"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ id }) => id}
          older={older}
          empty={<p>No messages here.</p>}
        />
      </>
    )
  })
}

const COLUMNS: readonly Column<EventListRow>[] = [
  {
    head: 'Time',
    cell: ({ id, time }) => (
      <a class="row" href={`${PATH}/${id}`}>
        <Clock at={time} />
      </a>
    )
  },
  { head: 'Status', cell: ({ type, status }) => wordOf(type, status) },
  { head: 'Channel', cell: ({ channel }) => nameOf(channel) },
  { head: 'Id', cell: ({ subject }) => maskId(partsOf(subject).externalId) },
  { head: 'Account', wide: true, cell: ({ account }) => account ?? '–' },
  { head: 'Hotel', wide: true, cell: ({ hotel }) => hotel ?? '–' }
]

function wordOf(type: string, status: string | null): string {
  if (status !== null) return WORD.test(status) ? capitalized(status) : 'Other'
  return capitalized(type.replace('message.', ''))
}
