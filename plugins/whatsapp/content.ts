import type { Static, TSchema } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import { money } from '../../schemas/money.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppContent as Shape, type WhatsAppMessage } from '../../schemas/whatsapp.ts'
import { readCard } from './card.ts'
import { readInteractive } from './interactive.ts'
import { person } from './people.ts'
import { type Fault, faultOf, flag, text, type Values, values, within } from './values.ts'

/** The parts of `data.message` that a kind of message tells, or the first thing that is wrong with it. */
type Parts = JsonObject | Fault
type Item = Pick<WhatsAppMessage, 'type'> & Partial<WhatsAppMessage>
type Reader = (content: unknown, item: Item) => Parts

const media = shaped(Shape.media, (content) => ({
  text: text(content['caption']) ?? null,
  media: [
    {
      contentType: text(content['mime_type']) ?? null,
      id: text(content['id']),
      url: text(content['url']) ?? text(content['static_url']),
      sha256: text(content['sha256']),
      caption: text(content['caption']),
      filename: text(content['filename']),
      voice: flag(content['voice']),
      animated: flag(content['animated'])
    }
  ]
}))

/** One reader for each `type`: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', shaped(Shape.text, ({ body }) => ({ text: body }))],
  ['image', media],
  ['video', media],
  ['audio', media],
  ['voice', media],
  ['document', media],
  ['sticker', media],
  ['location', shaped(Shape.location, readLocation)],
  ['contacts', shaped(Shape.contacts, (cards) => ({ contacts: cards.map(readCard) }))],
  ['interactive', shaped(Shape.interactive, readInteractive)],
  ['button', shaped(Shape.button, readButton)],
  ['reaction', shaped(Shape.reaction, readReaction)],
  ['order', shaped(Shape.order, readOrder)],
  ['system', shaped(Shape.system, readSystem)],
  ['edit', shaped(Shape.edit, readEdit)],
  ['revoke', shaped(Shape.revoke, ({ original_message_id }) => ({ originalId: original_message_id }))],
  ['unsupported', (content) => ({ unsupportedType: text(values(content)['type']) })],
  ...['unknown', 'ephemeral', 'media_placeholder', 'request_welcome'].map((type) => [type, () => ({})] as const)
])

/** Undefined for a kind of message that nobody has described yet. */
export function readContent(item: Item): Parts | undefined {
  const content: Values = item
  return READERS.get(item.type)?.(content[item.type], item)
}

export function isParts(parts: Parts): parts is JsonObject {
  return typeof parts !== 'function'
}

function shaped<T extends TSchema>(schema: T, read: (content: Static<T>, item: Item) => Parts): Reader {
  const fits = check(schema)
  return (content, item) => {
    return fits.accepts(content) ? read(content, item) : faultOf(`/${item.type}`, fits, content)
  }
}

function readLocation(location: Static<typeof Shape.location>): JsonObject {
  const { name, address, url }: Values = location
  return {
    location: {
      latitude: Number(location.latitude),
      longitude: Number(location.longitude),
      name: text(name),
      address: text(address),
      url: text(url)
    }
  }
}

function readButton({ text: label, payload }: Static<typeof Shape.button>): JsonObject {
  const title = text(label) ?? null
  return { text: title, selection: { kind: 'template_button', id: text(payload) ?? null, title } }
}

/** A reaction is taken back by one without an emoji. */
function readReaction({ message_id, emoji }: Static<typeof Shape.reaction>): JsonObject {
  return { reaction: { messageId: message_id, emoji: text(emoji) ?? null, removed: !text(emoji) } }
}

function readOrder(order: Static<typeof Shape.order>): JsonObject {
  const { text: remark, catalog_id }: Values = order
  const items = order.product_items.map((item) => ({
    productId: text((item as Values)['product_retailer_id']) ?? null,
    quantity: Number(item.quantity),
    price: { ...money(item.item_price, item.currency) }
  }))
  return { text: text(remark) ?? null, order: { catalogId: text(catalog_id) ?? null, items } }
}

/** The guest has another number or user id now. `from` still is the old number, where there is one. */
function readSystem(system: Static<typeof Shape.system>, { from, from_user_id }: Item): JsonObject {
  const told: Values = system
  const userId = text(told['previous_user_id']) ?? from_user_id
  const previous = { ...person(from, userId, told['previous_parent_user_id']) }
  return {
    text: text(told['body']) ?? null,
    sender: previous,
    contactChange: {
      kind: system.type,
      previous,
      current: { ...person(told['wa_id'] ?? told['new_wa_id'], told['user_id'], told['parent_user_id']) }
    }
  }
}

function readEdit({ original_message_id, message }: Static<typeof Shape.edit>): Parts {
  const parts = readContent(message)
  if (parts === undefined)
    return () => ({ path: '/edit/message/type', message: 'is a kind of message that is not known' })
  if (!isParts(parts)) return () => within('/edit/message', parts())
  return { originalId: original_message_id, ...parts }
}
