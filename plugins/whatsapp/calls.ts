import { canonical } from '../../schemas/canonical.ts'
import { check } from '../../schemas/check.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppCall, WhatsAppStatus } from '../../schemas/whatsapp.ts'
import { type Read, type Reads, readEach } from './each.ts'
import { errorsIn, readError } from './errors.ts'
import { extraOf } from './leftovers.ts'
import { isKnown, person, withContact } from './person.ts'
import { recipientOf } from './recipient.ts'
import { type Account, type Scope, scopeOf } from './scope.ts'
import { asJson, idText, instant, misfit, text, type Values } from './values.ts'

const callFits = check(WhatsAppCall)
const statusFits = check(WhatsAppStatus)

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference */
export function readCalls(value: Values, path: string, account: Account): Reads {
  const scope = scopeOf(account, value)
  return [
    readEach(value, 'calls', path, (item, at) => readCall(item, at, scope)),
    readEach(value, 'statuses', path, (item, at) => readCallStatus(item, at, scope)),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'calls', scope))
  ]
}

function readCall(item: unknown, path: string, scope: Scope): Read | Reads {
  if (!callFits.accepts(item)) return misfit(path, callFits, item)
  const call: Values = item
  const id = String(idText(item.id))
  const { from, to, contact } = sidesOf(call, scope)
  const event = text(item.event)
  const reading: Read = {
    type: 'call.updated',
    source: 'whatsapp',
    kind: 'call',
    id,
    time: instant(call['timestamp']),
    // A call can have several events of one name, like the keys that a guest presses.
    key: ['call', id, event ?? '', canonical(call)],
    formerKey: event === undefined ? undefined : ['call', id, event],
    data: {
      call: {
        externalId: id,
        event: event ?? null,
        status: text(call['status']) ?? null,
        direction: text(call['direction']) ?? null,
        from: { ...from },
        to: { ...to },
        contactName: contact?.name,
        startedAt: instant(call['start_time']),
        endedAt: instant(call['end_time']),
        seconds: Number.isFinite(call['duration']) ? Number(call['duration']) : undefined,
        callbackData: text(call['biz_opaque_callback_data']),
        errors: errorsIn(call['errors']),
        ...place(scope),
        extra: extraOf(contact?.unknown ?? [])
      },
      vendor: asJson(call)
    }
  }
  return event === undefined ? [reading, { path: `${path}/event`, problem: 'must be a string' }] : reading
}

/** Both sides of a call. Only the guest is among the contacts. */
function sidesOf(call: Values, { contacts, number }: Scope) {
  const from = person(call['from'], call['from_user_id'], call['from_parent_user_id'])
  const to = person(call['to'], call['to_user_id'], call['to_parent_user_id'])
  const own = number?.replace(/\D/g, '')
  const isOutbound = from.waId === null ? call['direction'] === 'BUSINESS_INITIATED' : from.waId === own
  const contact = contacts.of(isOutbound ? to : from) ?? (isKnown(to) && to.waId !== own ? contacts.of(to) : undefined)
  return isOutbound
    ? { from, to: withContact(to, contact), contact }
    : { from: withContact(from, contact), to, contact }
}

function readCallStatus(item: unknown, path: string, scope: Scope): Read {
  if (!statusFits.accepts(item)) return misfit(path, statusFits, item)
  const status: Values = item
  const id = String(idText(item.id))
  const { recipient, contact } = recipientOf(status, scope)
  return {
    type: 'call.status_changed',
    source: 'whatsapp',
    kind: 'call',
    id,
    time: instant(status['timestamp']),
    key: ['call status', id, item.status, canonical(status)],
    formerKey: ['call status', id, item.status],
    data: {
      call: {
        externalId: id,
        status: item.status,
        to: { ...recipient },
        callbackData: text(status['biz_opaque_callback_data']),
        ...place(scope),
        extra: extraOf(contact?.unknown ?? [])
      },
      vendor: asJson(status)
    }
  }
}

function place({ accountId, phoneNumberId }: Scope): JsonObject {
  return { accountId, phoneNumberId }
}
