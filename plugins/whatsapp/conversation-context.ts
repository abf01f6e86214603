import { canonical } from '../../schemas/canonical.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import type { Read } from './each.ts'
import { extraOf, isEmpty } from './leftovers.ts'
import { person, withContact } from './person.ts'
import { type Account, type Scope, scopeOf } from './scope.ts'
import { asJson, idText, isValues, text, type Values, values, valuesIn } from './values.ts'

/** The summary in a conversation context, for the event of the message or handover that it comes with. */
export function summaryOf(context: unknown): string | undefined {
  return text(values(values(context)['summary'])['text'])
}

/**
 * Reads the summary of a conversation that another agent had. Meta's page does not say whether it is part of the message or
 * stands beside the messages; this reads what stands beside them.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/conversation-context
 */
export function* readConversationContext(value: Values, path: string, account: Account): Generator<Read> {
  const context = value['conversation_context']
  if (isEmpty(context)) return
  const place = `${path}/conversation_context`
  if (!isValues(context)) {
    yield { path: place, problem: 'must be an object' }
    return
  }
  const scope = scopeOf(account, value)
  const id = scope.phoneNumberId ?? scope.accountId
  if (id === null) yield { path: place, problem: 'belongs to no account' }
  else yield summarized(context, id, value, scope)
}

function summarized(context: Values, id: string, value: Values, scope: Scope): Read {
  const messages = valuesIn(value['messages'])
  const [first] = messages
  const named = person(first?.['from'], first?.['from_user_id'], first?.['from_parent_user_id'])
  const contact = scope.contacts.of(named)
  const guest = withContact(named, contact)
  const messageIds = messages.slice(0, MOST_MESSAGES).map((message) => idText(message['id']) ?? null)
  return {
    type: 'conversation.summarized',
    source: 'whatsapp',
    kind: 'phone_number',
    id,
    key: ['conversation context', scope.accountId ?? '', scope.occurrence(), canonical(context)],
    keyLasts: 'day',
    data: {
      phone_number: {
        externalId: id,
        accountId: scope.accountId,
        phoneNumberId: scope.phoneNumberId,
        person: { ...guest },
        kind: text(context['type']) ?? null,
        summary: summaryOf(context) ?? null,
        messageIds,
        extra: extraOf(contact?.unknown ?? [])
      } satisfies JsonObject,
      vendor: asJson(context)
    }
  }
}

const MOST_MESSAGES = 100
