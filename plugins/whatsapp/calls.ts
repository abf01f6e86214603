import { check } from '../../schemas/check.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppCall, WhatsAppStatus } from '../../schemas/whatsapp.ts'
import { type Read, type Reads, readEach } from './each.ts'
import { errorsIn, readError } from './errors.ts'
import { contactOf, person } from './people.ts'
import { type Scope, scopeOf } from './scope.ts'
import { asJson, instant, misfit, text, type Values } from './values.ts'

const callFits = check(WhatsAppCall)
const statusFits = check(WhatsAppStatus)

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference */
export function readCalls(value: Values, path: string, accountId: string | null): Reads {
  const scope = scopeOf(accountId, value)
  return [
    readEach(value, 'calls', path, (item, at) => readCall(item, at, scope)),
    readEach(value, 'statuses', path, (item, at) => readCallStatus(item, at, scope)),
    readEach(value, 'errors', path, (item, at) => readError(item, at, 'calls', scope))
  ]
}

function readCall(item: unknown, path: string, scope: Scope): Read {
  if (!callFits.accepts(item)) return misfit(path, callFits, item)
  const told: Values = item
  const from = person(told['from'], told['from_user_id'], told['from_parent_user_id'])
  const to = person(told['to'], told['to_user_id'], told['to_parent_user_id'])
  return {
    type: 'call.updated',
    source: 'whatsapp',
    kind: 'call',
    id: item.id,
    time: instant(item.timestamp),
    key: ['call', item.id, item.event],
    data: {
      call: {
        externalId: item.id,
        event: item.event,
        status: text(told['status']) ?? null,
        direction: text(told['direction']) ?? null,
        from: { ...from },
        to: { ...to },
        contactName: (contactOf(from, scope.contacts) ?? contactOf(to, scope.contacts))?.name,
        startedAt: instant(told['start_time']),
        endedAt: instant(told['end_time']),
        seconds: Number.isFinite(told['duration']) ? Number(told['duration']) : undefined,
        callbackData: text(told['biz_opaque_callback_data']),
        errors: errorsIn(told['errors']),
        ...place(scope)
      },
      vendor: asJson(told)
    }
  }
}

function readCallStatus(item: unknown, path: string, scope: Scope): Read {
  if (!statusFits.accepts(item)) return misfit(path, statusFits, item)
  return {
    type: 'call.status_changed',
    source: 'whatsapp',
    kind: 'call',
    id: item.id,
    time: instant(item.timestamp),
    key: ['call status', item.id, item.status],
    data: {
      call: {
        externalId: item.id,
        status: item.status,
        to: { ...person(item.recipient_id, item.recipient_user_id, item.recipient_parent_user_id) },
        callbackData: text(item.biz_opaque_callback_data),
        ...place(scope)
      },
      vendor: asJson(item)
    }
  }
}

function place({ accountId, phoneNumberId }: Scope): JsonObject {
  return { accountId, phoneNumberId }
}
