import type { JsonObject } from '../../../schemas/reading.ts'
import { jsonObject, otherCount, textOf, texts } from '../json.ts'
import type { Change, FakeReply, FakeRequest, OutgoingWebhook, Vendor, VendorFault, World } from '../vendor.ts'
import { createWindow } from '../window.ts'
import { ENTERPRISE, instant, seedHouse } from './house.ts'
import { OPERATIONS, type Operation } from './operations.ts'
import { complaintAbout, pageOf, selectRows } from './select.ts'

const PREFIX = '/api/connector/v1/'
const CREDENTIALS = {
  MEWS_CLIENT_TOKEN: 'FAKE0000000000000000000000000000-00000000000000000000000000CLIENT',
  MEWS_ACCESS_TOKEN: 'FAKE0000000000000000000000000000-00000000000000000000000000ACCESS'
}

/** https://docs.mews.com/connector-api/guidelines/environments: 200 requests in 30 seconds for one access token. */
const LIMIT = 200
const WINDOW_MS = 30_000
/** Calls with more ids than this get a 408 now and then. */
const HEAVY_IDS = 500

/** The events of the general webhook. A change of the other kinds is not announced. */
const DISCRIMINATORS: Readonly<Record<string, string>> = {
  reservations: 'ServiceOrderUpdated',
  customers: 'CustomerUpdated',
  resources: 'ResourceUpdated',
  resourceBlocks: 'ResourceBlockUpdated',
  payments: 'PaymentUpdated'
}

/** Mews' Connector API. */
export function createMews(world: World): Vendor {
  const budget = createWindow(LIMIT, WINDOW_MS, world.monotonic)
  let requests = 0
  let heavyCalls = 0
  let refused = 0

  return {
    credentials: CREDENTIALS,
    answer: (request) => withRequestId(answer(request)),
    fault: (fault) => withRequestId(faults[fault]()),
    idOf: (_kind, { Id }) => textOf(Id),
    touched(_kind, record) {
      const now = instant(world.now())
      return { CreatedUtc: now, ...record, UpdatedUtc: now }
    },
    webhooks,
    // Mews' tokens have no end.
    expireTokens: () => undefined,
    mainKind: 'reservations',
    seed: () => seedHouse(world),
    edit: (record) => ({ ...record, PersonCounts: countsOf(record) })
  }

  function answer({ method, path, headers, body }: FakeRequest): FakeReply {
    const name = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : ''
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined
    if (operation === undefined && name !== 'configuration/get') return complaint(404, 'Operation not found.')
    if (method !== 'POST') return complaint(405, 'Use POST.')
    const given = jsonObject(body)
    if (given === undefined) return complaint(400, 'Invalid JSON.')
    const refusal = refusalOf(given)
    if (refusal !== undefined) return refusal
    if (operation === undefined) return { status: 200, body: configuration() }
    const wrong = complaintAbout(operation, given)
    if (wrong !== undefined) return complaint(400, wrong)
    if (isHeavy(operation, given)) return complaint(408, 'The request takes too long. Ask for less.')
    const page = pageOf(selectRows(operation, world.records.all(operation.kind), given), given)
    if (page === undefined) return complaint(400, 'Invalid Cursor.')
    if (page.length === 0 && headers['prefer'] === 'return=minimal') return { status: 204 }
    return { status: 200, body: { [operation.list]: page, Cursor: page.at(-1)?.['Id'] ?? null } }
  }

  /** Tokens, the client, the languages, and the budget, in this order. */
  function refusalOf(given: JsonObject): FakeReply | undefined {
    const { ClientToken, AccessToken, Client, LanguageCode, CultureCode } = given
    if (ClientToken !== CREDENTIALS.MEWS_CLIENT_TOKEN) return complaint(401, 'Invalid ClientToken.')
    if (AccessToken !== CREDENTIALS.MEWS_ACCESS_TOKEN) return complaint(401, 'Invalid AccessToken.')
    if (!budget.take(textOf(AccessToken))) return tooMany()
    if (textOf(Client) === '') return complaint(400, 'Invalid Client.')
    if ((LanguageCode == null) !== (CultureCode == null)) return complaint(400, 'Invalid LanguageCode.')
    return undefined
  }

  /** One in three answers does not say how long to wait. */
  function tooMany(): FakeReply {
    refused += 1
    const reply = complaint(429, 'Too many requests.')
    const seconds = budget.retryAfter(CREDENTIALS.MEWS_ACCESS_TOKEN)
    return refused % 3 === 0 ? reply : { ...reply, headers: { 'retry-after': String(seconds) } }
  }

  /** Every second one of the calls with many ids takes too long. */
  function isHeavy({ filters }: Operation, given: JsonObject): boolean {
    const sizes = Object.keys(filters).map((name) => texts(given[name])?.length ?? 0)
    if (Math.max(0, ...sizes) <= HEAVY_IDS) return false
    heavyCalls += 1
    return heavyCalls % 2 === 1
  }

  function configuration(): JsonObject {
    return {
      NowUtc: instant(world.now()),
      Enterprise: {
        Id: ENTERPRISE,
        ChainId: '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c12',
        Name: 'Example House',
        TimeZoneIdentifier: 'Europe/Berlin',
        Pricing: 'Gross',
        Currencies: [{ Currency: 'EUR', IsDefault: true, IsEnabled: true }]
      },
      Service: null,
      PaymentCardStorage: null
    }
  }

  function withRequestId(reply: FakeReply): FakeReply {
    requests += 1
    return { ...reply, headers: { ...reply.headers, 'request-id': `fake-${requests}` } }
  }

  function webhooks(kind: string, { Id }: JsonObject, change: Change): readonly OutgoingWebhook[] {
    const url = world.webhookUrl()
    const name = kind === 'customers' && change === 'created' ? 'CustomerAdded' : DISCRIMINATORS[kind]
    if (url === undefined || name === undefined) return []
    const body = { EnterpriseId: ENTERPRISE, IntegrationId: null, Events: [{ Discriminator: name, Value: { Id } }] }
    return [{ url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }]
  }
}

const faults: Readonly<Record<VendorFault, () => FakeReply>> = {
  unauthorized: () => complaint(401, 'Invalid AccessToken.'),
  refused: () => complaint(403, 'The reservation cannot be shown.'),
  too_many: () => ({ ...complaint(429, 'Too many requests.'), headers: { 'retry-after': '2' } }),
  too_many_bare: () => complaint(429, 'Too many requests.'),
  server_error: () => complaint(500, 'Unexpected error.')
}

function complaint(status: number, message: string): FakeReply {
  return { status, body: { Message: message, RequestId: '', Details: null } }
}

/** The counts of persons, with another number of adults. */
function countsOf({ PersonCounts }: JsonObject): JsonObject[] {
  const counts = (Array.isArray(PersonCounts) ? PersonCounts : []) as readonly JsonObject[]
  const [first = {}, ...others] = counts
  return [{ ...first, Count: otherCount(first['Count']) }, ...others]
}
