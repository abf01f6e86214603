import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import type { FakeReply, World } from '../vendor.ts'
import { ACCOUNT } from './house.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const LARGEST_PAGE = 1000

/** Newest first. `DateSent>` and `DateSent<` are days in UTC, and the operator is part of the name. */
export function listMessages(query: URLSearchParams, { records }: World): FakeReply {
  const [on, from, until] = ['DateSent', 'DateSent>', 'DateSent<'].map((name) => query.get(name))
  const days = [on, from, until].filter((day) => day != null)
  if (!days.every((day) => DAY.test(day) && !Number.isNaN(Date.parse(day)))) {
    return { status: 400, body: { code: 20001, message: 'Invalid date', more_info: '', status: 400 } }
  }
  const size = Number(query.get('PageSize') ?? 50)
  const page = Number(query.get('Page') ?? 0)
  if (!(size >= 1 && size <= LARGEST_PAGE && page >= 0)) {
    return { status: 400, body: { code: 20001, message: 'Invalid page size', more_info: '', status: 400 } }
  }
  const rows = records
    .all('messages')
    .filter((row) => has(row, 'to', query.get('To')) && has(row, 'from', query.get('From')))
    .filter((row) => on == null || dayOf(row) === on)
    .filter((row) => from == null || dayOf(row) >= from)
    .filter((row) => until == null || dayOf(row) <= until)
    .sort((a, b) => Date.parse(textOf(b['date_sent'])) - Date.parse(textOf(a['date_sent'])))
  const hasMore = (page + 1) * size < rows.length
  const next = new URLSearchParams(query)
  next.set('Page', String(page + 1))
  next.set('PageToken', `PA${page + 1}`)
  return {
    status: 200,
    body: {
      messages: rows.slice(page * size, (page + 1) * size),
      next_page_uri: hasMore ? `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?${next}` : null,
      page,
      page_size: size
    }
  }
}

function has(row: JsonObject, name: string, wanted: string | null): boolean {
  return wanted === null || row[name] === wanted
}

function dayOf({ date_sent: sent }: JsonObject): string {
  return new Date(textOf(sent)).toISOString().slice(0, 10)
}
