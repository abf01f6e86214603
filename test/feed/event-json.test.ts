import t from 'tap'
import type { FeedEvent } from '../../src/db/events.ts'
import { eventJson, eventMessage } from '../../src/feed/event-json.ts'
import { hasText } from '../support/has-text.ts'

const EVENT: FeedEvent = {
  position: 7,
  id: '018e4150-4a81-7000-8000-000000000001',
  type: 'guest.updated',
  source: 'acme',
  subject: 'guest/"g\\\n\u2028"',
  time: '2024-03-15 14:00:00.5+00',
  channel: 'pms',
  property: null,
  account: null,
  hotel: null,
  deliveryId: '018e4150-4a80-7000-8000-000000000001',
  receivedAt: '2024-03-15 14:00:01+00',
  timebasis: 'received',
  verified: true,
  hydrated: false,
  corrects: null,
  traceparent: null,
  lane: null,
  data: '{"guest":{"lastName":"Satō","n":12345678901234567890}}'
}

t.test('an event is the CloudEvent of its row, and its data the very text that is stored', async (t) => {
  const json = eventJson(EVENT)
  hasText(t, json, `"data":${EVENT.data}}`)
  const { data: _data, ...event } = JSON.parse(json)
  t.strictSame(event, {
    specversion: '1.0',
    id: EVENT.id,
    type: EVENT.type,
    source: EVENT.source,
    subject: EVENT.subject,
    time: '2024-03-15T14:00:00.500Z',
    datacontenttype: 'application/json',
    channel: 'pms',
    deliveryid: EVENT.deliveryId,
    receivedtime: '2024-03-15T14:00:01.000Z',
    timebasis: 'received',
    verified: true,
    hydrated: false
  })
})

t.test('what not every event has', async (t) => {
  const given = {
    property: 'h"1',
    corrects: EVENT.deliveryId,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  }
  const { property, corrects, traceparent } = JSON.parse(eventJson({ ...EVENT, ...given }))
  t.strictSame({ property, corrects, traceparent }, given)
})

t.test('data of several lines is one line of a server-sent event', async (t) => {
  const message = eventMessage({ ...EVENT, data: '{\n  "text":\r\n "a\\nb"\r}' })
  t.match(message, /^id: cDc\ndata: [^\n]*\n\n$/)
  t.strictSame(JSON.parse(message.slice(message.indexOf('{'))).data, { text: 'a\nb' })
})
