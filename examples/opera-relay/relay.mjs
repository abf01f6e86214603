// Relays the business events of OPERA Cloud (OHIP) to Bellhook: OPERA posts no webhooks. One file, no packages, Node 20 or newer.
//
//   OPERA_URL=https://… OPERA_TOKEN=… OPERA_APP_KEY=… OPERA_SYSTEM=BELLHOOK OPERA_HOTEL=HOTEL1 \
//   BELLHOOK_URL=http://127.0.0.1:3000 PMS_WEBHOOK_SECRET=… node relay.mjs
//
// OPERA takes what it returns out of its queue, so each page is written to a file before anything is sent, and removed
// from it after the gateway has stored it. Assumed, from the public specification: the names of the fields of an event.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const STATUS = {
  RESERVED: 'confirmed',
  DUEIN: 'confirmed',
  INHOUSE: 'checked_in',
  DUEOUT: 'checked_in',
  WALKIN: 'checked_in',
  CHECKEDOUT: 'checked_out',
  PENDINGCHECKOUT: 'checked_out',
  CANCELLED: 'cancelled',
  NOSHOW: 'no_show'
}
const TYPE = { cancelled: 'reservation.cancelled', checked_in: 'guest.checked_in', checked_out: 'guest.checked_out' }
const ROOM = new Set(['CLEAN', 'DIRTY', 'PICKUP', 'INSPECTED', 'OUTOFORDER', 'OUTOFSERVICE'])

/** A business event of OPERA as the body of /webhooks/pms/events; undefined for what is not about a stay, a guest, or a room. */
export function toEvent({ header = {}, details = [] }) {
  const { moduleName, eventName = '', primaryKey, hotelId: propertyId, createdDateTime: timestamp } = header
  const changed = new Map(details.map(({ elementName = '', newValue }) => [elementName.toUpperCase(), newValue]))
  const about = { source: 'opera', ...(propertyId && { propertyId }), ...(timestamp && { timestamp }) }
  if (primaryKey === undefined || primaryKey === null || primaryKey === '') return undefined
  const externalId = String(primaryKey)
  const module = String(moduleName).toUpperCase()
  if (module === 'PROFILE') return { type: 'guest.updated', ...about, data: { guest: { externalId } } }
  if (module === 'HOUSEKEEPING') {
    const word = plain(changed.get('ROOM STATUS'))
    const status = ROOM.has(word) ? { newStatus: word.toLowerCase().replace('outof', 'out_of_') } : {}
    return { type: 'room.status_changed', ...about, data: { roomNumber: externalId, ...status } }
  }
  if (module !== 'RESERVATION') return undefined
  const sourceStatus = changed.get('RESERVATION STATUS')
  const status = STATUS[plain(sourceStatus)]
  const fallback = /NEW/i.test(eventName) ? 'reservation.created' : 'reservation.updated'
  const reservation = { externalId, ...(status && { status }), ...(sourceStatus && { sourceStatus }) }
  return { type: TYPE[status] ?? fallback, ...about, data: { reservation } }
}

function plain(text = '') {
  return String(text)
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
}

/** Takes one page from OPERA, and sends what waits. Returns the number of events that were sent. */
export async function relayOnce(settings, file) {
  const waiting = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  if (waiting.length === 0) {
    waiting.push(...(await takePage(settings)))
    keep(file, waiting)
  }
  let sent = 0
  while (waiting.length > 0) {
    const event = toEvent(waiting[0])
    if (event !== undefined) await send(settings, event)
    waiting.shift()
    keep(file, waiting)
    sent++
  }
  return sent
}

async function takePage({ operaUrl, token, appKey, system, hotel }) {
  const url = `${operaUrl}/int/v1/externalSystem/${system}/hotels/${hotel}/businessEvents?limit=20`
  const headers = { authorization: `Bearer ${token}`, 'x-app-key': appKey, 'x-hotelid': hotel }
  const reply = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) })
  if (reply.status === 204) return []
  if (!reply.ok) throw new Error(`OPERA answers ${reply.status}`)
  const { businessEvents = [] } = await reply.json()
  return businessEvents.map(({ businessEvent, ...rest }) => businessEvent ?? rest)
}

/** Resolves once the gateway has stored the event, and also when it never will: a 400 is kept there as rejected. */
async function send({ bellhookUrl, secret }, event) {
  const headers = { 'content-type': 'application/json', 'x-webhook-secret': secret }
  const request = { method: 'POST', headers, body: JSON.stringify(event), signal: AbortSignal.timeout(30_000) }
  const reply = await fetch(`${bellhookUrl}/webhooks/pms/events`, request)
  if (!reply.ok && reply.status !== 400) throw new Error(`the gateway answers ${reply.status}`)
}

function keep(file, waiting) {
  writeFileSync(`${file}.new`, JSON.stringify(waiting), { flush: true })
  renameSync(`${file}.new`, file)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { env } = process
  const settings = {
    operaUrl: env.OPERA_URL,
    token: env.OPERA_TOKEN,
    appKey: env.OPERA_APP_KEY,
    system: env.OPERA_SYSTEM,
    hotel: env.OPERA_HOTEL,
    bellhookUrl: env.BELLHOOK_URL ?? 'http://127.0.0.1:3000',
    secret: env.PMS_WEBHOOK_SECRET
  }
  for (;;) {
    const sent = await relayOnce(settings, 'opera-relay.json').catch((error) => {
      console.error(`${error.message}: trying again in 10 seconds`)
      return 0
    })
    if (sent === 0) await sleep(10_000)
  }
}
