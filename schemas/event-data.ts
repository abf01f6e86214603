import { ofGuest, ofMessage, ofReservation, ofRoom, ofStatus, ofStay } from './event-shapes.ts'
import { FURTHER_EVENT_DATA } from './further-event-data.ts'

/** `data` of each event type that Bellhook makes. Adapters of other packages may make further types. */
export const EVENT_DATA = {
  'message.received': ofMessage,
  'message.status_changed': ofStatus,
  'reservation.created': ofReservation,
  'reservation.updated': ofReservation,
  'reservation.cancelled': ofReservation,
  'guest.checked_in': ofStay,
  'guest.checked_out': ofStay,
  'guest.updated': ofGuest,
  'room.status_changed': ofRoom,

  'message.edited': ofMessage,
  'message.revoked': ofMessage,
  'message.echoed': ofMessage,
  'message.imported': ofMessage,
  'message.observed': ofMessage,
  'message.sent': ofMessage,
  'conversation.started': ofMessage,
  'contact.changed': ofMessage,
  'guest.deleted': ofGuest,

  ...FURTHER_EVENT_DATA
} as const

/** An event type that Bellhook describes. */
export type EventType = keyof typeof EVENT_DATA
