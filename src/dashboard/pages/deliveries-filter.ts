import { OUTCOMES } from '../../../schemas/event.ts'
import type { DeliveryListFilter } from '../../db/dashboard/deliveries.ts'
import { oneOf, textOf } from '../fields.ts'
import { instantOf } from '../list-query.ts'

/** Parameters of the list that stay the same from page to page. */
const FILTER_FIELDS = ['outcome', 'channel', 'account', 'hotel', 'reason', 'since', 'until', 'q', 'f'] as const
export type FilterFields = Partial<Record<(typeof FILTER_FIELDS)[number], string | undefined>>

export function fieldsOf(query: URLSearchParams): FilterFields {
  return Object.fromEntries(FILTER_FIELDS.map((name) => [name, textOf(query, name)]))
}

export function filterOf(query: URLSearchParams): DeliveryListFilter {
  return {
    outcome: oneOf(query, 'outcome', OUTCOMES),
    channel: textOf(query, 'channel'),
    account: textOf(query, 'account'),
    hotel: textOf(query, 'hotel'),
    reason: textOf(query, 'reason'),
    since: instantOf(query, 'since'),
    until: instantOf(query, 'until')
  }
}
