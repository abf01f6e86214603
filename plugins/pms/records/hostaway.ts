import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ApiRequest, ReadingOfRecords, Rows } from '../../../src/contract/api-request.ts'
import type { FetchedRecord, Page, RecordKind } from '../../../src/contract/records.ts'
import type { PmsRecords } from '../adapter.ts'
import { normalizeHostaway } from './hostaway-read.ts'
import { hostawaySubscriptions } from './hostaway-subscriptions.ts'
import { oauthToken } from './oauth-token.ts'
import { queryOf } from './query.ts'
import { distinct, instantOf, objectsOf, textOf } from './rows.ts'

const PAGE = 100

const KINDS: readonly RecordKind[] = [
  {
    kind: 'reservation',
    batch: 1,
    byIds: (ids) =>
      ids.map((id) => ({
        name: 'reservations',
        method: 'GET',
        path: `/v1/reservations/${encodeURIComponent(id)}?includeResources=1`,
        ids: [id]
      })),
    changed: ({ from }) => newest(from),
    hasWebhooks: true
  }
]

/** Hostaway's public API: https://api.hostaway.com/documentation */
export const hostawayRecords: PmsRecords = {
  hosts: { api: 'https://api.hostaway.com' },
  credential: {
    type: 'issued',
    settings: ['HOSTAWAY_ACCOUNT_ID', 'HOSTAWAY_CLIENT_SECRET'],
    open: ['HOSTAWAY_ACCOUNT_ID'],
    // A token is good for 24 months, and not in its first second.
    renewSeconds: 86_400,
    request: ({ HOSTAWAY_ACCOUNT_ID: client_id = '', HOSTAWAY_CLIENT_SECRET: client_secret = '' }) => ({
      name: 'token',
      method: 'POST',
      path: '/v1/accessTokens',
      form: { grant_type: 'client_credentials', client_id, client_secret, scope: 'general' }
    }),
    read(body) {
      const issued = oauthToken(body, 86_400)
      return issued && { ...issued, settleSeconds: 1 }
    }
  },
  // 15 in 10 seconds for one address, and 20 for one account: 5 + 10 * 0.9 = 14.
  budget: [{ capacity: 5, perSecond: 0.9 }],
  overlapSeconds: 600,
  lagSeconds: 300,
  lookups: [{ name: 'listings', hours: 6, request: () => ({ name: 'listings', method: 'GET', path: '/v1/listings' }) }],
  kinds: KINDS,
  read: readPage,
  assemble,
  normalize: normalizeHostaway,
  meaningOf({ status, headers, body }) {
    // The token has ended.
    if (status === 403) return { as: 'renew', reason: 'HTTP 403' }
    // How long to wait is not documented. The window has 10 seconds.
    if (status === 429 && headers['retry-after'] === undefined) return { as: 'slower', seconds: 10, reason: 'HTTP 429' }
    const isFailure = status === 200 && isJsonObject(body) && body['status'] === 'fail'
    return isFailure ? { as: 'halve', reason: 'Hostaway says status: fail' } : undefined
  },
  subscriptions: hostawaySubscriptions
}

/** Newest change first, since there is no filter by the time of the change. */
function newest(from: string, afterId?: string): ApiRequest {
  const query = queryOf({ limit: PAGE, includeResources: 1, afterId })
  return { name: 'changed', method: 'GET', path: `/v1/reservations${query}`, note: { from } }
}

function readPage(request: ApiRequest, body: unknown, { lookups }: ReadingOfRecords): Page | undefined {
  if (body === undefined) return { rows: [] }
  if (!isJsonObject(body) || body['status'] === 'fail') return undefined
  const { result } = body
  const about = (rows: JsonObject[]) => ({ rows, more: unlistedOf(rows, lookups['listings'] ?? []) })
  if (request.name === 'unlisted') return isJsonObject(result) ? { rows: [result] } : undefined
  if (request.name === 'reservations') return isJsonObject(result) ? about([result]) : undefined
  const rows = objectsOf(result)
  if (rows === undefined || request.name !== 'changed') return rows && { rows }
  const from = textOf(request.note?.['from']) ?? ''
  const isNew = ({ updatedOn }: JsonObject) => (instantOf(updatedOn) ?? from) >= from
  const last = rows.at(-1)
  const lastId = textOf(last?.['id'])
  const isEnd = last === undefined || lastId === undefined || rows.length < PAGE || !isNew(last)
  return { ...about(rows.filter(isNew)), ...(isEnd ? {} : { next: newest(from, lastId) }) }
}

/** Listings that are newer than the list. */
function unlistedOf(rows: readonly JsonObject[], listings: readonly JsonObject[]): ApiRequest[] {
  const listed = new Set(listings.map(({ id }) => textOf(id)))
  const ids = distinct(rows.map(({ listingMapId }) => textOf(listingMapId))).filter((id) => !listed.has(id))
  return ids.map((id) => ({ name: 'unlisted', method: 'GET', path: `/v1/listings/${encodeURIComponent(id)}` }))
}

function assemble(kind: string, rows: Rows, { lookups, settings }: ReadingOfRecords): readonly FetchedRecord[] {
  const known = [...(lookups['listings'] ?? []), ...(rows['unlisted'] ?? [])]
  const listings = new Map(known.map((listing) => [textOf(listing['id']), listing]))
  const accountId = settings['HOSTAWAY_ACCOUNT_ID']
  return [...(rows['reservations'] ?? []), ...(rows['changed'] ?? [])].flatMap((reservation): FetchedRecord[] => {
    const { updatedOn, insertedOn, listingMapId } = reservation
    const id = textOf(reservation['id'])
    if (id === undefined) return []
    const record = { reservation, roomNumber: listings.get(textOf(listingMapId))?.['internalListingName'] }
    // Times are in UTC, without a mark.
    return [{ kind, id, modified: instantOf(updatedOn), created: instantOf(insertedOn), property: accountId, record }]
  })
}
