import { check } from '../../schemas/check.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { WhatsAppContent as Content } from '../../schemas/whatsapp.ts'
import { embeddedJson } from '../../src/contract/decode.ts'
import type { Fields } from './leftovers.ts'
import { asJson, type Fault, faultOf, flag, idText, instant, text, type Values, values } from './values.ts'

const replyFits = check(Content.reply)
const formFits = check(Content.form)
const callPermissionFits = check(Content.callPermission)

/** The fields that are read of each kind of answer. */
const ANSWERS: Fields = {
  button_reply: { id: 'id', title: 'text', description: 'text' },
  list_reply: { id: 'id', title: 'text', description: 'text' },
  nfm_reply: { name: 'text', body: 'text', response_json: 'text' },
  call_permission_reply: {
    response: 'text',
    is_permanent: 'flag',
    expiration_timestamp: 'time',
    response_source: 'text'
  },
  product: 'any'
}

/** Fields of an interactive message that `readInteractive` reads. */
export function interactiveFields(interactive: Values): Fields {
  const kind = kindOf(interactive)
  const fields = Object.hasOwn(ANSWERS, kind) ? ANSWERS[kind] : undefined
  return fields === undefined ? { type: 'text' } : { type: 'text', [kind]: fields }
}

/** The kind is the name of the field with the answer. Answers to address messages also came with the type `interactive`. */
function kindOf(interactive: Values): string {
  const type = text(interactive['type']) ?? ''
  if (interactive[type] !== undefined) return type
  return Object.keys(ANSWERS).find((kind) => interactive[kind] !== undefined) ?? type
}

/**
 * Reads what a guest chose or filled in.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive
 */
export function readInteractive(interactive: Values): JsonObject | Fault {
  const kind = kindOf(interactive)
  const answer = interactive[kind]
  const place = `/interactive/${kind}`
  switch (kind) {
    case 'button_reply':
      return replyFits.accepts(answer) ? readReply('button', answer) : faultOf(place, replyFits, answer)
    case 'list_reply':
      return replyFits.accepts(answer) ? readReply('list', answer) : faultOf(place, replyFits, answer)
    case 'nfm_reply':
      return formFits.accepts(answer) ? readForm(answer) : faultOf(place, formFits, answer)
    case 'call_permission_reply':
      return callPermissionFits.accepts(answer)
        ? readCallPermission(answer)
        : faultOf(place, callPermissionFits, answer)
    case 'product': // Meta describes the answer, but not its fields.
      return { product: asJson(values(answer)) }
    default:
      return () => ({ path: '/interactive/type', message: 'is not a known kind of answer' })
  }
}

function readReply(kind: string, { id, title, description }: Values): JsonObject {
  const label = text(title) ?? null
  return { text: label, selection: { kind, id: idText(id) ?? null, title: label, description: text(description) } }
}

/** A guest's answer to a flow, or an address, is JSON in a string, which is not always valid. */
function readForm({
  name,
  body,
  response_json
}: {
  name?: unknown
  body?: unknown
  response_json: string
}): JsonObject {
  const filled = embeddedJson(response_json) as Json
  return { text: text(body) ?? null, form: { name: text(name) ?? null, values: filled, json: response_json } }
}

function readCallPermission(reply: { response: string }): JsonObject {
  const { is_permanent, expiration_timestamp, response_source }: Values = reply
  return {
    callPermission: {
      granted: reply.response === 'accept',
      permanent: flag(is_permanent),
      expiresAt: instant(expiration_timestamp),
      source: text(response_source)
    }
  }
}
