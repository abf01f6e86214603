import fc from 'fast-check'
import { RESERVATION_STATUSES } from '../../schemas/pms.ts'
import { ROUTES, type Route } from './routes.ts'

/** An item that a provider sends, once or more often, in any order. */
export type SentItem = WhatsAppItem | Posted

/** Meta sends any number of these in one delivery, and regroups them when it retries. */
interface WhatsAppItem {
  list: 'messages' | 'statuses'
  item: object
  fact: string
}

interface Posted {
  route: Route
  body: string
  /** The fact of its event. Undefined: a state, which may change nothing. */
  fact?: string
  /** True: its provider sends nothing that distinguishes a repetition from a second fact. */
  repeats?: true
}

export interface History {
  /** Ids of all entities. */
  ids: readonly string[]
  items: readonly SentItem[]
}

/** A history for the ids of a run. Two runs have the same history with other ids. */
export type Plot = (run: string) => History

const json = JSON.stringify
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
const seconds = (minute: number) => Date.parse(at(minute)) / 1000
const minutes = (maxLength: number) => fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength })

const whatsappStatuses = fc.uniqueArray(fc.constantFrom('sent', 'delivered', 'read', 'failed'), { minLength: 1 })
const smsStatuses = fc.uniqueArray(fc.constantFrom('queued', 'sent', 'delivered', 'undelivered'), { minLength: 1 })
const word = fc.constantFrom('a', 'b', 'c')
const state = fc.record({
  minute: fc.nat(59),
  status: fc.constantFrom(...RESERVATION_STATUSES),
  word,
  whole: fc.boolean()
})
// No two states have the same time, because then the order of arrival decides, as it should.
const states = fc.uniqueArray(state, { selector: ({ minute }) => minute, minLength: 1, maxLength: 4 })

/** A few days of a hotel, over all channels. */
export const plots: fc.Arbitrary<Plot> = fc
  .record({
    ...{
      inbound: fc.nat(3),
      whatsappStatuses,
      smsInbound: fc.nat(2),
      smsStatuses,
      reservations: states,
      guests: states
    },
    ...{ rooms: minutes(3), cloudbeds: states, mews: fc.nat(2) }
  })
  .map((plot) => (run) => {
    const id = (name: string) => `${run}-${name}`
    const items: SentItem[] = [
      ...Array.from({ length: plot.inbound }, (_, n) => whatsappMessage(id(`in${n}`))),
      ...plot.whatsappStatuses.map((status, n) => whatsappStatus(id('out'), status, n)),
      ...Array.from({ length: plot.smsInbound }, (_, n) => smsMessage(id(`sms${n}`))),
      ...plot.smsStatuses.map((status) => smsStatus(id('smsout'), status)),
      ...plot.reservations.map((update) => reservation(id('stay'), update)),
      ...plot.guests.map((update) => guest(id('guest'), update)),
      ...plot.rooms.map((minute) => room(id('room'), minute)),
      ...plot.cloudbeds.map((update) => cloudbeds(id('cloud'), update)),
      ...Array.from({ length: plot.mews }, (_, n) => mews(id(`mews${n}`)))
    ]
    const names = [
      'in0',
      'in1',
      'in2',
      'out',
      'sms0',
      'sms1',
      'smsout',
      'stay',
      'guest',
      'room',
      'cloud',
      'mews0',
      'mews1'
    ]
    return { ids: names.map(id), items }
  })

type Update = { minute: number; status: string; word: string; whole: boolean }

function whatsappMessage(id: string): SentItem {
  const item = { from: '16505551234', id, timestamp: String(seconds(1)), type: 'text', text: { body: id } }
  return { list: 'messages', item, fact: `message.received message/${id} ${at(1)}` }
}

function whatsappStatus(id: string, status: string, minute: number): SentItem {
  const item = { id, status, timestamp: String(seconds(minute)), recipient_id: '16505551234' }
  return { list: 'statuses', item, fact: `message.status_changed message/${id} ${status}` }
}

function smsMessage(id: string): SentItem {
  const body = `MessageSid=${id}&From=%2B14155550123&To=%2B14155550100&Body=Hello`
  return { route: ROUTES.sms, body, fact: `message.received message/${id}` }
}

function smsStatus(id: string, status: string): SentItem {
  const fact = `message.status_changed message/${id} ${status}`
  return { route: ROUTES.smsStatus, body: `MessageSid=${id}&MessageStatus=${status}`, fact }
}

/** A complete state, or an event with a part of it. */
function reservation(externalId: string, { minute, status, word, whole }: Update): SentItem {
  const guest = { externalId: `${externalId}-g`, firstName: word }
  const stay = { externalId, guest, arrivalDate: '2027-03-15', departureDate: '2027-03-18', status, roomNumber: word }
  if (whole) {
    return {
      route: ROUTES.reservations,
      body: json({ ...stay, source: 'acme', updatedAt: at(minute), adults: minute })
    }
  }
  const data = { reservation: { externalId, status, rateCode: word } }
  const body = json({ type: 'reservation.updated', source: 'acme', timestamp: at(minute), data })
  return { route: ROUTES.events, body, fact: `reservation.updated reservation/${externalId} ${at(minute)}` }
}

function guest(externalId: string, { minute, word, whole }: Update): SentItem {
  if (whole) {
    const body = { externalId, source: 'acme', lastName: word, loyaltyTier: word, updatedAt: at(minute), notes: word }
    return { route: ROUTES.guests, body: json(body) }
  }
  const data = { guest: { externalId, loyaltyTier: word, vipStatus: word } }
  const body = json({ type: 'guest.updated', source: 'acme', timestamp: at(minute), data })
  return { route: ROUTES.events, body, fact: `guest.updated guest/${externalId} ${at(minute)}` }
}

function room(externalId: string, minute: number): SentItem {
  const status = minute % 2 === 0 ? 'dirty' : 'occupied'
  const body = {
    type: 'room.status_changed',
    source: 'acme',
    timestamp: at(minute),
    data: { room: { externalId, status } }
  }
  return { route: ROUTES.events, body: json(body), fact: `room.status_changed room/${externalId} ${at(minute)}` }
}

function cloudbeds(reservationID: string, { minute, word, whole }: Update): SentItem {
  const timestamp = seconds(minute) + 0.5
  const about = { version: '1.0', timestamp, propertyID: 12, reservationID }
  const body = whole
    ? { ...about, event: 'reservation/status_changed', status: minute % 2 === 0 ? 'checked_in' : 'confirmed' }
    : { ...about, event: 'reservation/dates_changed', startDate: `2027-03-1${word.length}`, endDate: '2027-03-20' }
  const type = whole && minute % 2 === 0 ? 'guest.checked_in' : 'reservation.updated'
  const time = at(minute).replace('.000Z', '.500Z')
  return { route: ROUTES.cloudbeds, body: json(body), fact: `${type} reservation/${reservationID} ${time}` }
}

function mews(Id: string): SentItem {
  const body = json({ Events: [{ Discriminator: 'ServiceOrderUpdated', Value: { Id } }] })
  return { route: ROUTES.mews, body, fact: `reservation.updated reservation/${Id}`, repeats: true }
}
