import { Type } from '@sinclair/typebox'
import { isJsonObject } from '../../schemas/json-object.ts'
import { isProblem, type JsonObject } from '../../schemas/reading.ts'
import type { ApiRequest, Rows } from '../../src/contract/api-request.ts'
import type { ChannelRecords } from '../../src/contract/channel.ts'
import { json } from '../../src/contract/decode.ts'
import { defineEndpoint } from '../../src/contract/endpoint.ts'
import type { FetchedRecord, Page, RecordSource } from '../../src/contract/records.ts'
import { text } from '../../src/contract/reply.ts'
import { messageDocs } from './docs.ts'
import { readMessage } from './message.ts'
import { tokenOf } from './twilio-signature.ts'

const API = 'https://api.twilio.com'
const DAY_SECONDS = 86_400
const OK = text(200, 'OK')

/** The list of messages: https://www.twilio.com/docs/messaging/api/message-resource. It finds messages whose webhook never came. */
const records: RecordSource = {
  hosts: { api: API },
  credential: {
    type: 'static',
    settings: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
    open: ['TWILIO_ACCOUNT_SID'],
    authorize(request, { TWILIO_ACCOUNT_SID: account = '', TWILIO_AUTH_TOKEN: token = '' }) {
      const basic = Buffer.from(`${account}:${tokenOf(token)}`).toString('base64')
      return { ...request, headers: { ...request.headers, authorization: `Basic ${basic}` } }
    }
  },
  // Twilio publishes no limit. Too many at once are refused.
  budget: [{ capacity: 10, perSecond: 2 }],
  // The filter knows days only.
  overlapSeconds: DAY_SECONDS,
  lagSeconds: 120,
  kinds: [
    {
      kind: 'message',
      changed({ from }, { settings }) {
        const path = `/2010-04-01/Accounts/${settings['TWILIO_ACCOUNT_SID'] ?? ''}/Messages.json`
        const query = `DateSent%3E=${from.slice(0, 10)}&PageSize=1000`
        return { name: 'messages', method: 'GET', path: `${path}?${query}`, note: { from } }
      },
      // What came before the first connection becomes no event.
      all: () => [],
      hasWebhooks: true
    }
  ],
  read: readPage,
  assemble
}

const Stored = Type.Object({
  kind: Type.String(),
  record: Type.Object({ message: Type.Record(Type.String(), Type.Unknown()), media: Type.Array(Type.Unknown()) }),
  since: Type.String(),
  isBaseline: Type.Boolean()
})

/** Reads a message of the list as its webhook would have been read, with the same key: one that did arrive changes nothing. */
const endpoint = defineEndpoint({
  path: '/records',
  source: 'twilio',
  credentials: () => [],
  readsQuery: true,
  decode: json,
  schema: Stored,
  normalize({ record, since, isBaseline }, context) {
    const message = record.message as JsonObject // it was JSON
    const sentAt = instantOf(message['date_sent'])
    if (isBaseline || sentAt === undefined || sentAt < since) return []
    const readings = readMessage(parametersOf(message, record.media, sentAt), context)
    return readings.map((one) => (isProblem(one) ? one : { ...one, fetched: { since, isBaseline } }))
  },
  onInvalid: 'quarantine',
  reply: () => OK,
  docs: messageDocs.post
})

export const twilioRecords: ChannelRecords = { source: 'twilio', records, endpoint }

function readPage({ name, note }: ApiRequest, body: unknown): Page | undefined {
  if (body === undefined) return { rows: [] }
  const list: unknown = Object(body)[name === 'media' ? 'media_list' : 'messages']
  if (!Array.isArray(list)) return undefined
  const rows = list.filter(isJsonObject)
  if (name === 'media') return { rows: rows.map((row) => ({ ...row, parent_sid: note?.['sid'] })) }
  const from = String(note?.['from'] ?? '')
  const received = rows.filter(
    ({ direction, date_sent }) => direction === 'inbound' && (instantOf(date_sent) ?? '') >= from
  )
  const more = received.filter(({ num_media }) => Number(num_media) > 0).map(mediaOf)
  const next: unknown = Object(body)['next_page_uri']
  if (typeof next !== 'string' || !next.startsWith('/')) return { rows: received, more }
  return { rows: received, more, next: { name, method: 'GET', path: next, note: { from } } }
}

function mediaOf({ account_sid, sid }: JsonObject): ApiRequest {
  const path = `/2010-04-01/Accounts/${String(account_sid)}/Messages/${String(sid)}/Media.json`
  return { name: 'media', method: 'GET', path, note: { sid } }
}

function assemble(kind: string, rows: Rows): readonly FetchedRecord[] {
  return (rows['messages'] ?? []).flatMap((message): FetchedRecord[] => {
    const { sid, date_sent, date_created } = message
    if (typeof sid !== 'string') return []
    const media = (rows['media'] ?? []).filter(({ parent_sid }) => parent_sid === sid)
    const [modified, created] = [instantOf(date_sent), instantOf(date_created)]
    return [{ kind, id: sid, modified, created, record: { message, media } }]
  })
}

/** The parameters of the webhook that this message had. */
function parametersOf(message: JsonObject, media: readonly unknown[], sentAt: string): Record<string, string> {
  const { sid, account_sid, messaging_service_sid, from, to, body, num_segments, uri } = message
  const given = {
    MessageSid: sid,
    AccountSid: account_sid,
    MessagingServiceSid: messaging_service_sid,
    From: from,
    To: to,
    Body: body,
    NumMedia: String(media.length),
    NumSegments: num_segments,
    DateCreated: sentAt
  }
  const parameters = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : []
  )
  const files = media.filter(isJsonObject).flatMap((file, at) => {
    const url = `${API}${String(uri).replace(/\.json$/, '')}/Media/${String(file['sid'])}`
    return [
      [`MediaUrl${at}`, url],
      [`MediaContentType${at}`, String(file['content_type'])]
    ]
  })
  return Object.fromEntries([...parameters, ...files])
}

/** An instant in UTC of a time as RFC 2822 writes it. */
function instantOf(value: unknown): string | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
