import { check } from '../../schemas/check.ts'
import type { Json, JsonObject, Reading } from '../../schemas/reading.ts'
import {
  WhatsAppChange,
  WhatsAppContact,
  WhatsAppEntry,
  WhatsAppMessage,
  WhatsAppMetadata,
  type WhatsAppPayload,
  WhatsAppStatus,
  WhatsAppText
} from '../../schemas/whatsapp.ts'

const changeFits = check(WhatsAppChange)
const contactFits = check(WhatsAppContact)
const entryFits = check(WhatsAppEntry)
const messageFits = check(WhatsAppMessage)
const metadataFits = check(WhatsAppMetadata)
const statusFits = check(WhatsAppStatus)
const textFits = check(WhatsAppText)

/**
 * Reads one notification: up to 1,000 updates, in any number of entries and changes, messages and statuses side by
 * side. Each item is read on its own, so that one that cannot be read does not take the others along.
 */
export function normalize({ object, entry }: WhatsAppPayload): readonly Reading[] {
  if (object !== 'whatsapp_business_account') return [{ path: '/object', problem: 'is not a WhatsApp notification' }]
  return entry.flatMap((item, e) => {
    const path = `/entry/${e}`
    if (!entryFits.accepts(item)) return [misfit(path, entryFits(item))]
    return item.changes.flatMap((change, c) => readChange(change, `${path}/changes/${c}`))
  })
}

function readChange(change: unknown, path: string): Reading[] {
  if (!changeFits.accepts(change)) return [misfit(path, changeFits(change))]
  if (change.field !== 'messages') return [{ path: `${path}/field`, problem: 'is a field that is not read yet' }]
  return readMessages(change.value, `${path}/value`)
}

function readMessages(value: Record<string, unknown>, path: string): Reading[] {
  const scope = { contacts: readContacts(value['contacts']), to: readRecipient(value['metadata']) }
  const messages = items(value, 'messages', path, (item, at) => readMessage(item, at, scope))
  const statuses = items(value, 'statuses', path, readStatus)
  const errors = items(value, 'errors', path, (_item, at) => ({
    path: at,
    problem: 'is an error that is not read yet'
  }))
  return [...messages, ...statuses, ...errors]
}

function items(
  value: Record<string, unknown>,
  name: string,
  path: string,
  read: (item: unknown, path: string) => Reading
): Reading[] {
  const list = value[name]
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) return [{ path: `${path}/${name}`, problem: 'is not a list' }]
  return list.map((item: unknown, at) => read(item, `${path}/${name}/${at}`))
}

interface Scope {
  contacts: ReadonlyMap<string, JsonObject>
  to: { to: string | null; phoneNumberId: string | null }
}

function readMessage(item: unknown, path: string, { contacts, to }: Scope): Reading {
  if (!messageFits.accepts(item)) return misfit(path, messageFits(item))
  if (item.type !== 'text') return { path: `${path}/type`, problem: 'is a kind of message that is not read yet' }
  if (!textFits.accepts(item)) return misfit(path, textFits(item))

  // A guest with a username can be known by a business-scoped user id alone; the phone number is then missing.
  const waId = filled(item.from)
  const userId = filled(item.from_user_id)
  if (waId === null && userId === null) return { path, problem: 'names no sender' }
  const contact = contacts.get(userId ?? '') ?? contacts.get(waId ?? '')
  return {
    type: 'message.received',
    source: 'whatsapp',
    kind: 'message',
    id: item.id,
    time: instant(item.timestamp),
    key: ['message', item.id],
    data: {
      message: {
        channel: 'whatsapp',
        externalId: item.id,
        direction: 'inbound',
        type: item.type,
        from: waId ?? userId,
        sender: { phone: phone(waId), waId, userId },
        contactName: contact?.['name'] ?? null,
        ...to,
        text: item.text.body,
        media: []
      }
    }
  }
}

/** An id with letters in it is a user's id and no phone number. */
function phone(waId: string | null): string | null {
  const digits = waId === null || /[a-z]/i.test(waId) ? '' : waId.replace(/\D/g, '')
  return digits === '' ? null : `+${digits}`
}

function readStatus(item: unknown, path: string): Reading {
  if (!statusFits.accepts(item)) return misfit(path, statusFits(item))
  if (filled(item.type) !== null && item.type !== 'message') {
    return { path: `${path}/type`, problem: 'is a kind of status that is not read yet' }
  }
  const participant = filled(item.recipient_participant_user_id) ?? filled(item.recipient_participant_id)
  const time = instant(item.timestamp)
  return {
    type: 'message.status_changed',
    source: 'whatsapp',
    kind: 'message',
    id: item.id,
    time,
    key: ['status', item.id, item.status, ...(participant === null ? [] : [participant])],
    data: {
      status: {
        channel: 'whatsapp',
        externalId: item.id,
        status: item.status,
        time: time ?? null,
        recipient: { waId: filled(item.recipient_id), userId: filled(item.recipient_user_id) },
        participant,
        errorCode: errorCode(item),
        errorMessage: filled(item.errors?.[0]?.error_data?.details) ?? filled(item.errors?.[0]?.title)
      }
    }
  }
}

function errorCode({ errors }: WhatsAppStatus): Json {
  const code = errors?.[0]?.code
  return code === undefined ? null : String(code)
}

/** Contacts by each of their ids: their order says nothing about the order of messages, and some are missing. */
function readContacts(value: unknown): ReadonlyMap<string, JsonObject> {
  const contacts = new Map<string, JsonObject>()
  for (const item of Array.isArray(value) ? value : []) {
    if (!contactFits.accepts(item)) continue
    const contact = { name: filled(item.profile?.name) ?? filled(item.profile?.username) }
    for (const id of [filled(item.wa_id), filled(item.user_id)]) if (id !== null) contacts.set(id, contact)
  }
  return contacts
}

function readRecipient(value: unknown): Scope['to'] {
  if (!metadataFits.accepts(value)) return { to: null, phoneNumberId: null }
  return { to: filled(value.display_phone_number), phoneNumberId: filled(value.phone_number_id) }
}

const LAST_SECOND = 253_402_300_799 // of the year 9999

/** Seconds since 1970, as text or number, as an instant; undefined for what is none. */
function instant(seconds: WhatsAppMessage['timestamp']): string | undefined {
  if (typeof seconds === 'string' && !/^\d{1,12}$/.test(seconds)) return undefined
  const value = Number(seconds ?? Number.NaN)
  if (!(value >= 0 && value <= LAST_SECOND)) return undefined
  return new Date(Math.round(value * 1000)).toISOString()
}

function filled(text: string | null | undefined): string | null {
  return text ? text : null
}

function misfit(path: string, violations: readonly { path: string; message: string }[]): Reading {
  const [first] = violations
  return { path: path + (first?.path ?? ''), problem: first?.message ?? 'has an unknown shape' }
}
