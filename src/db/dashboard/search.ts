import { type SQL, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { deliveries, events } from '../tables.ts'
import { type DeliveryListFilter, type DeliveryRow, listDeliveries } from './deliveries.ts'
import { pattern } from './events.ts'
import { before, type OlderPage, type OlderRequest } from './window.ts'

export interface SearchTerms {
  text: string
  /** The digits of a phone number, in whatever way it is written. */
  digits?: string
  /** The text may be the id of a message, reservation, guest, or room. */
  id?: string
}

interface SearchRequest extends OlderRequest {
  /** Milliseconds after which the search answers with what it has found. */
  ms: number
}

/** Deliveries whose bodies and events are searched by one statement. */
const STEP_ROWS = 5_000
const MOST_HITS = 1_000
const KINDS = ['message', 'reservation', 'guest', 'room']

/**
 * Deliveries that have a text, newest first: those of a thing with this id, or else those whose body, or whose events, contain the text.
 * It looks through the newest deliveries first, for a limited time.
 */
export async function searchDeliveries(
  query: Queries,
  filter: DeliveryListFilter,
  terms: SearchTerms,
  { ms, ...request }: SearchRequest
): Promise<OlderPage<DeliveryRow>> {
  const ids = terms.id === undefined ? [] : await deliveriesAbout(query, terms.id)
  if (ids.length > 0) return listDeliveries(query, { ...filter, ids }, request)
  const began = performance.now()
  const found: string[] = []
  let position = request.before
  for (;;) {
    const step = await searchStep(query, terms, position)
    found.push(...step.ids)
    position = step.end
    if (position === undefined || found.length > request.limit || performance.now() - began > ms) break
  }
  const page = await listDeliveries(query, { ...filter, ids: found }, request)
  if (page.before !== undefined) return page
  return { rows: page.rows, before: position, isPartial: position !== undefined }
}

async function deliveriesAbout(query: Queries, id: string): Promise<string[]> {
  const subjects = sql.param(KINDS.map((kind) => `${kind}/${id}`))
  const { rows } = await query.execute<{ id: string }>(sql`
    select distinct delivery_id as id from ${events} where subject = any(${subjects}::text[]) limit ${MOST_HITS}`)
  return rows.map((row) => row.id)
}

/** `end`: the next step begins before this position. Undefined: everything was looked through. */
async function searchStep(query: Queries, terms: SearchTerms, position: number | undefined) {
  const { rows } = await query.execute<{ ids: string[] | null; end: string | null; rows: string }>(sql`
    with step as materialized (
      select position, id, body from ${deliveries} where ${before(position)} order by position desc limit ${STEP_ROWS}
    )
    select min(position) as end, count(*) as rows,
      array_agg(id order by position desc) filter (where ${inBody(terms)} or ${inEvents(terms)}) as ids
    from step`)
  const [row] = rows
  const isLast = Number(row?.rows ?? 0) < STEP_ROWS
  return { ids: row?.ids ?? [], end: isLast ? undefined : Number(row?.end) }
}

/** `encode` takes any bytes. It writes ASCII as it is. */
function inBody({ text, digits }: SearchTerms): SQL {
  const ascii = sql`encode(body, 'escape')`
  if (digits !== undefined) return sql`translate(${ascii}, ' -()./', '') like ${pattern(digits)}`
  return sql`(position(convert_to(${text}, 'UTF8') in body) > 0 or lower(${ascii}) like ${pattern(text)})`
}

function inEvents({ text, digits }: SearchTerms): SQL {
  return sql`exists (select from ${events} as event where event.delivery_id = step.id
    and lower(event.data::text) like ${pattern(digits ?? text)})`
}
