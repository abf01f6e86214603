import { check } from '../../schemas/check.ts'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { WhatsAppCardParts, WhatsAppOrderItem } from '../../schemas/whatsapp.ts'
import { MOST_CARDS, readCard } from './card.ts'
import { isParts, readContent, typeOf } from './content.ts'
import { readOrderItem } from './order.ts'
import { asJson, idText, isValues, text, type Values, values, valuesIn } from './values.ts'

const itemFits = check(WhatsAppOrderItem)
const cardFits = check(WhatsAppCardParts)

type Reader = (content: unknown, message: Values) => JsonObject

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', (content) => ({ text: idText(values(content)['body'] ?? content) ?? null })],
  ['order', readOrder],
  ['contacts', readContacts],
  ['interactive', readForm],
  ['edit', readEdit],
  ['system', (system) => ({ text: text(values(system)['body']) ?? null })]
])

/**
 * Reads what can be read of a content that does not fit as a whole: one odd part costs that part. The event has the message as Meta
 * sent it as well.
 */
export function readPartly(type: string, message: Values): JsonObject {
  return READERS.get(type)?.(message[type], message) ?? {}
}

function readOrder(content: unknown): JsonObject {
  const order = values(content)
  const items = valuesIn(order['product_items']).slice(0, MOST_ITEMS).filter(itemFits.accepts)
  return {
    text: text(order['text']) ?? null,
    order:
      items.length === 0
        ? undefined
        : { catalogId: idText(order['catalog_id']) ?? null, items: items.map(readOrderItem) }
  }
}

const MOST_ITEMS = 1000

function readContacts(content: unknown, { origin }: Values): JsonObject {
  const cards = valuesIn(isValues(content) ? [content] : content)
    .slice(0, MOST_CARDS)
    .filter(cardFits.accepts)
  return { contacts: cards.length === 0 ? undefined : cards.map((card) => readCard(card, text(origin))) }
}

/** The answers to a form are JSON in a text. Some integrators pass on the object. */
function readForm(content: unknown): JsonObject {
  const reply = values(values(content)['nfm_reply'])
  const { name, body, response_json: filled } = reply
  if (!isValues(filled)) return { text: text(body) ?? null }
  const answers: Json = asJson(filled)
  return { text: text(body) ?? null, form: { name: text(name) ?? null, values: answers, json: JSON.stringify(filled) } }
}

function readEdit(content: unknown): JsonObject {
  const { original_message_id, message } = values(content)
  const inner = values(message)
  const parts = readContent(typeOf(inner), inner)
  return { originalId: idText(original_message_id), ...(parts !== undefined && isParts(parts) ? parts : {}) }
}
