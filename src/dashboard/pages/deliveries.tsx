import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type DeliveryRow, listDeliveries, newestDelivery } from '../../db/dashboard/deliveries.ts'
import { deliveryIdsOf } from '../../db/dashboard/lookup.ts'
import { searchDeliveries } from '../../db/dashboard/search.ts'
import type { OlderPage } from '../../db/dashboard/window.ts'
import { addressOf, formOf, queryOf } from '../fields.ts'
import { isUuid } from '../is-uuid.ts'
import { beforeOf } from '../list-query.ts'
import { sendPage } from '../page.tsx'
import { maskedSearch, openSearch, searchFields, termsOf } from '../search-text.ts'
import type { DashboardServices } from '../services.ts'
import { DELIVERY_COLUMNS } from '../view/delivery-columns.tsx'
import { ListTable, PAGE_ROWS } from '../view/list-table.tsx'
import { LiveRows } from '../view/live-rows.tsx'
import { type FilterFields, fieldsOf, filterOf } from './deliveries-filter.ts'
import { DeliveryFilters } from './deliveries-form.tsx'
import { deliveriesLive } from './deliveries-live.tsx'

const PATH = '/app/deliveries'
/** Rows that stay in a page that is open for long. */
const MOST_LIVE_ROWS = 1_000
const NOTHING: OlderPage<DeliveryRow> = { rows: [], before: undefined, isPartial: false }

/** The list of deliveries: filters, search, and live rows. */
export function deliveriesPage(app: FastifyInstance, services: DashboardServices): void {
  const { database, channels, accounts, config } = services
  const { sealing } = accounts.management
  deliveriesLive(app, services)

  app.post(PATH, { config: { role: 'viewer' } }, async (request, reply) => {
    const form = formOf(request)
    const { q, f, ...fields } = fieldsOf(form)
    return reply.redirect(addressOf(PATH, { ...fields, ...searchFields(form.get('search') ?? '', sealing) }), 303)
  })

  app.get(PATH, async (request, reply) => {
    const query = queryOf(request)
    const fields = fieldsOf(query)
    const newest = await newestDelivery(database.query)
    const page = await read(request, query)
    const { accounts: listed } = await accounts.accounts.list(
      { actor: '', hotels: request.caller?.hotels ?? null },
      { after: 0, limit: 1_000 }
    )
    const text = fields.f && openSearch(fields.f, sealing)
    const isLive = fields.q === undefined && fields.f === undefined && !query.has('before')
    return sendPage(
      request,
      reply,
      'Deliveries',
      <>
        <DeliveryFilters
          fields={fields}
          channels={channels.map(({ name }) => name)}
          accounts={listed.map(({ slug, name }) => [slug, name] as const)}
        />
        {fields.q !== undefined && <p class="soft">{`Searched for the id ${isUuid(fields.q) ? fields.q : '•••'}.`}</p>}
        {text && <p class="soft">{`Searched for ${maskedSearch(text)}.`}</p>}
        <List
          page={page}
          fields={fields}
          live={
            isLive
              ? addressOf(`${PATH}/live`, { ...fields, after: `${Math.max(newest, page.rows[0]?.position ?? 0)}` })
              : undefined
          }
        />
      </>
    )
  })

  async function read(request: FastifyRequest, query: URLSearchParams): Promise<OlderPage<DeliveryRow>> {
    const filter = { ...filterOf(query), hotels: request.caller?.hotelSlugs }
    const page = { before: beforeOf(query), limit: PAGE_ROWS }
    const { q, f } = fieldsOf(query)
    if (q !== undefined) {
      const ids = isUuid(q) ? await deliveryIdsOf(database.query, q) : []
      return ids.length === 0 ? NOTHING : listDeliveries(database.query, { ...filter, ids }, page)
    }
    if (f === undefined) return listDeliveries(database.query, filter, page)
    const text = openSearch(f, sealing)
    if (text === undefined) return NOTHING
    const { searchMs: ms } = config.limits.dashboard
    return searchDeliveries(database.query, filter, termsOf(text), { ...page, ms })
  }
}

interface ListProps {
  page: OlderPage<DeliveryRow>
  fields: FilterFields
  /** Address of the stream of new rows. */
  live: string | undefined
}

function List({ page: { rows, before, isPartial }, fields, live }: ListProps) {
  const next = before === undefined ? undefined : addressOf(PATH, { ...fields, before: String(before) })
  const isFiltered = Object.values(fields).some((value) => value !== undefined)
  const isSearch = fields.f !== undefined
  return (
    <>
      {live !== undefined && <LiveRows stream={live} most={MOST_LIVE_ROWS} canPause />}
      <ListTable
        caption="Deliveries, newest first"
        columns={DELIVERY_COLUMNS}
        rows={rows}
        keyOf={({ id }) => id}
        older={isPartial && isSearch ? undefined : next}
        isLive={live !== undefined}
        empty={isFiltered || before !== undefined ? <p>Nothing fits these filters</p> : <NoDeliveries />}
      />
      {isPartial && isSearch && next !== undefined && (
        <p>
          Looked through a part of the deliveries.{' '}
          <a class="button" href={next}>
            Look further back
          </a>
        </p>
      )}
    </>
  )
}

function NoDeliveries() {
  return (
    <p>
      No deliveries yet. <a href="/app/connect">Connect a channel</a>
    </p>
  )
}
