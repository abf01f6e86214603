import { check } from '../../schemas/check.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { WhatsAppContent as Shape } from '../../schemas/whatsapp.ts'
import { embeddedJson } from '../../src/contract/decode.ts'
import { asJson, type Fault, faultOf, flag, instant, text, type Values, values } from './values.ts'

const replyFits = check(Shape.reply)
const formFits = check(Shape.form)
const callPermissionFits = check(Shape.callPermission)

/**
 * What a guest chose or filled in.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive
 */
export function readInteractive(interactive: { type: string }): JsonObject | Fault {
  const { type } = interactive
  const chosen: unknown = (interactive as Values)[type]
  const place = `/interactive/${type}`
  switch (type) {
    case 'button_reply':
      return replyFits.accepts(chosen) ? readReply('button', chosen) : faultOf(place, replyFits, chosen)
    case 'list_reply':
      return replyFits.accepts(chosen) ? readReply('list', chosen) : faultOf(place, replyFits, chosen)
    case 'nfm_reply':
      return formFits.accepts(chosen) ? readForm(chosen) : faultOf(place, formFits, chosen)
    case 'call_permission_reply':
      return callPermissionFits.accepts(chosen)
        ? readCallPermission(chosen)
        : faultOf(place, callPermissionFits, chosen)
    case 'product': // its fields are not described anywhere yet
      return { product: asJson(values(chosen)) }
    default:
      return () => ({ path: '/interactive/type', message: 'is a kind of answer that is not known' })
  }
}

function readReply(kind: string, { id, title, description }: Values): JsonObject {
  const label = text(title) ?? null
  return { text: label, selection: { kind, id: text(id) ?? null, title: label, description: text(description) } }
}

/** A guest's answer to a flow, or an address, is JSON in a string, and not always valid. */
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
