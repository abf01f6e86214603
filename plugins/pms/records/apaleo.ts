import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ApiRequest, Rows } from '../../../src/contract/api-request.ts'
import type { FetchedRecord, Page, RecordKind } from '../../../src/contract/records.ts'
import type { PmsRecords } from '../adapter.ts'
import { normalizeApaleo } from './apaleo-read.ts'
import { apaleoSubscriptions } from './apaleo-subscriptions.ts'
import { oauthToken } from './oauth-token.ts'
import { queryOf, wholeSeconds } from './query.ts'
import { instantOf, objectsIn, textOf } from './rows.ts'

const PAGE = 200
const EXPAND = 'booker,assignedUnits'
/** Lists, and where the rows are in their answers. */
const LISTS: Readonly<Record<string, string>> = { reservations: 'reservations', units: 'units' }

const KINDS: readonly RecordKind[] = [
  {
    kind: 'reservation',
    batch: 1,
    byIds: (ids) =>
      ids.map((id) => one('reservations', `/booking/v1/reservations/${encodeURIComponent(id)}?expand=${EXPAND}`, id)),
    // Newest first: a record that changes meanwhile is seen twice, and none is left out.
    changed: ({ from, to }) =>
      list('reservations', '/booking/v1/reservations', {
        dateFilter: 'Modification',
        from: wholeSeconds(from),
        to: wholeSeconds(to, 1000),
        sort: 'updated:desc',
        expand: EXPAND
      }),
    hasWebhooks: true
  },
  {
    kind: 'room',
    batch: 1,
    byIds: (ids) => ids.map((id) => one('units', `/inventory/v1/units/${encodeURIComponent(id)}`, id)),
    changed: () => list('units', '/inventory/v1/units', {}),
    pace: 'slow'
  },
  {
    kind: 'maintenance',
    batch: 1,
    byIds: (ids) =>
      ids.map((id) => one('maintenances', `/operations/v1/maintenances/${encodeURIComponent(id)}?expand=unit`, id))
  }
]

/** Apaleo's core API: https://api.apaleo.com/swagger/ */
export const apaleoRecords: PmsRecords = {
  hosts: {
    api: 'https://api.apaleo.com',
    identity: 'https://identity.apaleo.com',
    webhook: 'https://webhook.apaleo.com'
  },
  credential: {
    type: 'issued',
    settings: ['APALEO_CLIENT_ID', 'APALEO_CLIENT_SECRET'],
    renewSeconds: 60,
    request: ({ APALEO_CLIENT_ID: id, APALEO_CLIENT_SECRET: secret }) => ({
      name: 'token',
      host: 'identity',
      method: 'POST',
      path: '/connect/token',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      form: { grant_type: 'client_credentials' }
    }),
    read: (body) => oauthToken(body, 3600)
  },
  // 3500 a minute and 200 in one second: 50 + 60 * 40 = 2450.
  budget: [{ capacity: 50, perSecond: 40 }],
  concurrency: 4,
  overlapSeconds: 3600,
  lagSeconds: 300,
  kinds: KINDS,
  read: readPage,
  assemble,
  normalize: normalizeApaleo,
  subscriptions: apaleoSubscriptions
}

function one(name: string, path: string, id: string): ApiRequest {
  return { name, method: 'GET', path, ids: [id] }
}

function list(name: string, path: string, filter: JsonObject & Readonly<Record<string, string>>, page = 1): ApiRequest {
  const query = queryOf({ ...filter, pageNumber: page, pageSize: PAGE })
  return { name, method: 'GET', path: path + query, note: { path, filter, page } }
}

function readPage(request: ApiRequest, body: unknown): Page | undefined {
  // There is no such page.
  if (body === undefined) return { rows: [] }
  const { name, note } = request
  if (note === undefined) {
    if (!isJsonObject(body) || textOf(body['id']) === undefined) return undefined
    return { rows: [body], more: name === 'maintenances' ? unitOf(body) : [] }
  }
  const rows = objectsIn(body, LISTS[name] ?? '')
  if (rows === undefined) return undefined
  if (rows.length < PAGE) return { rows }
  return { rows, next: list(name, textOf(note['path']) ?? '', Object(note['filter']), Number(note['page']) + 1) }
}

/** A maintenance names its room, and not how it is. */
function unitOf({ unit, unitId }: JsonObject): ApiRequest[] {
  const id = isJsonObject(unit) ? textOf(unit['id']) : textOf(unitId)
  return id === undefined ? [] : [one('units', `/inventory/v1/units/${encodeURIComponent(id)}`, id)]
}

function assemble(kind: string, rows: Rows): readonly FetchedRecord[] {
  if (kind === 'maintenance') {
    const [unit] = rows['units'] ?? []
    return (rows['maintenances'] ?? []).flatMap((row) => (unit === undefined ? [] : recordOf(kind, row, { unit })))
  }
  const name = kind === 'room' ? 'units' : 'reservations'
  return (rows[name] ?? []).flatMap((row) =>
    recordOf(kind, row, kind === 'room' ? { unit: row } : { reservation: row })
  )
}

function recordOf(kind: string, row: JsonObject, record: JsonObject): FetchedRecord[] {
  const id = textOf(row['id'])
  if (id === undefined) return []
  const { property } = isJsonObject(record['unit']) ? record['unit'] : row
  return [
    {
      kind,
      id,
      modified: instantOf(row['modified']),
      created: instantOf(row['created']),
      property: isJsonObject(property) ? textOf(property['id']) : undefined,
      record
    }
  ]
}
