import type { FastifyInstance } from 'fastify'
import type { HotelView } from '../../accounts/manage-hotels.ts'
import { callerOf } from '../../api/authorize.ts'
import { type AccountFilter, listAccounts, type ManagedAccount } from '../../db/dashboard/managed.ts'
import type { OlderPage } from '../../db/dashboard/window.ts'
import { allHotels } from '../all-hotels.ts'
import { type ConnectionState, connectionOf } from '../connection.ts'
import { addressOf, oneOf, queryOf, textOf } from '../fields.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import type { DashboardServices } from '../services.ts'
import { kindWords } from '../view/account-words.ts'
import { Clock } from '../view/clock.tsx'
import { Choice } from '../view/form.tsx'
import { type Column, ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { Badge } from '../view/parts.tsx'

const PATH = '/app/accounts'
const STATES = ['active', 'paused'] as const

type Row = ManagedAccount & { connection: ConnectionState }

export function accountsPage(app: FastifyInstance, { accounts, database }: DashboardServices): void {
  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const caller = callerOf(request)
    const filter = filterOf(query)
    const page = await listAccounts(
      database.query,
      { ...filter, hotels: caller.hotels ?? undefined },
      { before: beforeOf(query), limit: PAGE_ROWS }
    )
    const rows = page.rows.map((row) => {
      const { provenAt: verifiedAt } = row
      const connection = connectionOf(accounts.connections.of(row.position), { verifiedAt, confirmedAt: null })
      // An account that hotels share is seen by all of them.
      const isOwn = caller.hotelSlugs === undefined || caller.hotelSlugs.includes(row.hotel ?? '')
      return { ...row, hotel: isOwn ? row.hotel : null, connection: connection.state }
    })
    return sendPage(
      request,
      reply,
      'Accounts',
      <>
        <p>
          <a class="button" href="/app/connect">
            Connect a channel
          </a>
        </p>
        <Filters filter={filter} kinds={[...accounts.kinds.keys()]} hotels={await allHotels(accounts.hotels, caller)} />
        <List page={{ ...page, rows }} filter={filter} />
      </>
    )
  })
}

function filterOf(query: URLSearchParams): AccountFilter {
  return { kind: textOf(query, 'kind'), hotel: textOf(query, 'hotel'), state: oneOf(query, 'state', STATES) }
}

interface FiltersProps {
  filter: AccountFilter
  kinds: readonly string[]
  hotels: readonly HotelView[]
}

function Filters({ filter: { kind, hotel, state }, kinds, hotels }: FiltersProps) {
  return (
    <form method="get" action={PATH} class="filters">
      <Choice
        label="Kind"
        name="kind"
        value={kind}
        options={[['', 'Any kind'], ...kinds.map((one) => [one, kindWords(one)] as const)]}
      />
      <Choice
        label="Hotel"
        name="hotel"
        value={hotel}
        options={[['', 'Any hotel'], ...hotels.map(({ slug, name }) => [slug, name] as const)]}
      />
      <Choice
        label="State"
        name="state"
        value={state}
        options={[
          ['', 'Any state'],
          ['active', 'Active'],
          ['paused', 'Paused']
        ]}
      />
      <button type="submit">Search</button>
      <a href={PATH}>Clear</a>
    </form>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'Account', cell: ({ slug, name }) => <a href={`${PATH}/${slug}`}>{name}</a> },
  { head: 'Kind', cell: ({ kind }) => kindWords(kind) },
  { head: 'Hotel', cell: ({ hotel }) => hotel ?? 'none', wide: true },
  { head: 'Last webhook', cell: ({ lastAt }) => (lastAt === null ? 'never' : <Clock at={lastAt} />) },
  { head: 'State', cell: (row) => <State row={row} /> }
]

function State({ row: { state, hasSecret, connection } }: { row: Row }) {
  if (state === 'paused') return <Badge tone="warn">Paused</Badge>
  if (!hasSecret) return <Badge tone="bad">Closed: no secret</Badge>
  if (connection === 'refused') return <Badge tone="bad">Refused</Badge>
  return connection === 'verified' ? <Badge tone="ok">Verified</Badge> : <Badge tone="soft">Waiting</Badge>
}

function List({ page: { rows, before }, filter }: { page: OlderPage<Row>; filter: AccountFilter }) {
  const { kind, hotel, state } = filter
  const isFiltered = [kind, hotel, state].some((value) => value !== undefined)
  return (
    <ListTable
      caption="Accounts, newest first"
      columns={COLUMNS}
      rows={rows}
      keyOf={({ slug }) => slug}
      older={before === undefined ? undefined : addressOf(PATH, { kind, hotel, state, before: String(before) })}
      empty={
        isFiltered ? (
          <p>Nothing fits these filters</p>
        ) : (
          <p>
            No accounts yet. Secrets of the environment work without one. <a href="/app/connect">Connect a channel</a>
          </p>
        )
      }
    />
  )
}
