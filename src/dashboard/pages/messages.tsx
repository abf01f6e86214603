import type { FastifyInstance } from 'fastify'
import type { EventListRow } from '../../db/dashboard/events.ts'
import { addressOf, queryOf, textOf } from '../fields.ts'
import { beforeOf, instantOf, periodOptions } from '../list-query.ts'
import { maskId } from '../mask/mask-text.ts'
import { sendPage } from '../page.tsx'
import { searchEvents } from '../search-events.ts'
import { searchRoute } from '../search-route.ts'
import { maskedSearch, openSearch } from '../search-text.ts'
import type { DashboardServices } from '../services.ts'
import { Clock } from '../view/clock.tsx'
import { partsOf } from '../view/event-columns.tsx'
import { Choice, Field, Hidden } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { capitalized, nameOf } from '../view/words.ts'

const PATH = '/app/messages'
const STATUSES = ['accepted', 'queued', 'sent', 'delivered', 'read', 'failed', 'undelivered'] as const
const WORD = /^[A-Za-z_-]{1,40}$/

export function messagesPage(app: FastifyInstance, { database, accounts }: DashboardServices): void {
  const { sealing } = accounts.management
  searchRoute(app, PATH, { sealing, fieldsOf })

  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const { status, account, since } = fieldsOf(query)
    const f = textOf(query, 'f')
    const text = f && openSearch(f, sealing)
    const filter = {
      ...{ status, account, since: instantOf(query, 'since') },
      ...{ kinds: ['message'], newestOnly: true, hotels: request.caller?.hotelSlugs }
    }
    const page = { before: beforeOf(query), limit: PAGE_ROWS }
    const { rows, before, isPartial } = await searchEvents(database.query, filter, text, page)
    return sendPage(
      request,
      reply,
      'Messages',
      <>
        <form method="post" action={PATH} class="filters">
          <Field
            label="Search"
            name="search"
            type="search"
            placeholder="Phone number, message id, text"
            maxLength={500}
          />
          <Choice
            label="Status"
            name="status"
            value={status}
            options={[['', 'Any status'], ...STATUSES.map((one) => [one, capitalized(one)] as const)]}
          />
          <Choice label="Period" name="since" value={since} options={periodOptions(since)} />
          <Hidden name="account" value={account} />
          <button type="submit">Search</button>
          <a href={PATH}>Clear</a>
        </form>
        {text && <p class="soft">{`Searched for ${maskedSearch(text)}.`}</p>}
        <ListTable
          caption="Messages, newest first"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ id }) => id}
          older={
            before === undefined ? undefined : addressOf(PATH, { status, account, since, f, before: String(before) })
          }
          isPartial={isPartial}
          empty={<p>No messages here.</p>}
        />
      </>
    )
  })
}

function fieldsOf(fields: URLSearchParams) {
  return { status: textOf(fields, 'status'), account: textOf(fields, 'account'), since: textOf(fields, 'since') }
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
