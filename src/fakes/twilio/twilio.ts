import type { JsonObject } from '../../../schemas/reading.ts'
import { type FakeServer, startFakeServer } from '../fake-server.ts'
import { textOf } from '../json.ts'
import { routed } from '../router.ts'
import type { FakeReply, FakeRequest, Vendor, VendorFault, World } from '../vendor.ts'
import { ACCOUNT, message, seedMessages, TOKEN, written } from './house.ts'
import { listMessages } from './list.ts'
import { twilioWebhook } from './webhook.ts'

/** Calls for the media of a new message that find nothing. */
const MEDIA_LAG = 2
const AT_ONCE = 10
const BASE = `/2010-04-01/Accounts/${ACCOUNT}`

/** Twilio's API for messages, media, and alerts. Media are on a second host. */
export function createTwilio(world: World): Vendor {
  const { records } = world
  const asked = new Map<string, number>()
  let mediaHost: Promise<FakeServer> | undefined
  const routes = [
    ['GET', `${BASE}/Messages.json`, ({ query }: FakeRequest) => listMessages(query, world)],
    ['GET', `${BASE}/IncomingPhoneNumbers.json`, () => numbers()],
    [
      'GET',
      '/v1/Alerts',
      () => ({ status: 200, body: { alerts: records.all('alerts'), meta: { next_page_url: null } } })
    ]
  ] as const

  return {
    credentials: { TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: TOKEN },
    answer,
    fault: (fault) => FAULTS[fault],
    idOf: (_kind, { sid }) => textOf(sid),
    touched(_kind, record) {
      const now = written(world.now())
      return { date_created: now, date_sent: now, ...record, date_updated: now }
    },
    webhooks: (kind, record) => (kind === 'messages' ? twilioWebhook(record, world.webhookUrl()) : []),
    expireTokens: () => undefined,
    mainKind: 'messages',
    seed: () => seedMessages(world),
    edit: (_record, serial) => message(`SMfake${String(serial).padStart(26, '0')}`, `Message ${serial}`),
    close: async () => (await mediaHost)?.close()
  }

  function answer(request: FakeRequest): FakeReply | Promise<FakeReply> {
    const basic = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`
    if (request.headers.authorization !== basic) return FAULTS.unauthorized
    if (world.inFlight() > AT_ONCE) return FAULTS.too_many_bare
    const [, sid = '', media] =
      new RegExp(`^${BASE}/Messages/(\\w+)/Media(?:\\.json|/(\\w+))$`).exec(request.path) ?? []
    if (media !== undefined) return mediaOf(media)
    if (sid !== '') return listMedia(sid)
    return routed(routes, request) ?? complaint(404, 20404, 'The requested resource was not found')
  }

  function listMedia(sid: string): FakeReply {
    const found = records.get('messages', sid)
    if (found === undefined) return complaint(404, 20404, 'The requested resource was not found')
    const list = Array.from({ length: Number(found['num_media']) }, (_, at) => {
      return { sid: `ME${sid.slice(2)}${at}`, content_type: 'image/jpeg' }
    })
    return { status: 200, body: { media_list: list } }
  }

  /** Not there for two calls, then elsewhere. */
  async function mediaOf(media: string): Promise<FakeReply> {
    const times = (asked.get(media) ?? 0) + 1
    asked.set(media, times)
    if (times <= MEDIA_LAG) return complaint(404, 20404, 'The requested resource was not found')
    mediaHost ??= startFakeServer(0, async ({ headers }) =>
      headers.authorization === undefined
        ? { status: 200, headers: { 'content-type': 'image/jpeg' }, body: 'fake picture' }
        : { status: 400, body: 'Only one auth mechanism allowed' }
    )
    return { status: 302, headers: { location: `${(await mediaHost).url}/${media}` }, body: '' }
  }

  function numbers(): FakeReply {
    const url = world.webhookUrl() ?? ''
    const number = {
      sid: 'PN00000000000000000000000000000001',
      phone_number: '+4612345',
      sms_url: url,
      sms_method: 'POST'
    }
    return { status: 200, body: { incoming_phone_numbers: [number] } }
  }
}

export function complaint(status: number, code: number, text: string): FakeReply {
  const body: JsonObject = { code, message: text, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
  return { status, body }
}

const FAULTS: Readonly<Record<VendorFault, FakeReply>> = {
  unauthorized: complaint(401, 20003, 'Authenticate'),
  refused: complaint(403, 20403, 'Forbidden'),
  too_many: { ...complaint(429, 20429, 'Too many requests'), headers: { 'retry-after': '2' } },
  too_many_bare: complaint(429, 20429, 'Too many requests'),
  server_error: complaint(500, 20500, 'Internal server error')
}
