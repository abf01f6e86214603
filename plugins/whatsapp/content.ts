import type { Static, TSchema } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import { money } from '../../schemas/money.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppContent as Content, type WhatsAppOrderItem } from '../../schemas/whatsapp.ts'
import { CARDS, readCard } from './card.ts'
import { interactiveFields, readInteractive } from './interactive.ts'
import type { Shape } from './leftovers.ts'
import { person } from './people.ts'
import { type Fault, faultOf, flag, idText, instant, isValues, text, type Values, values, within } from './values.ts'

/** The fields of `data.message` that a kind of message has, or the first violation in its content. */
type Parts = JsonObject | Fault

interface Kind {
  read(content: unknown, item: Values): Parts
  /** What is read of the content. */
  fields: Shape | ((content: Values) => Shape)
}

const MEDIA = {
  id: 'id',
  mime_type: 'text',
  sha256: 'text',
  url: 'text',
  static_url: 'text',
  caption: 'text',
  filename: 'text',
  voice: 'flag',
  animated: 'flag'
} as const
const ORDER: Shape = {
  catalog_id: 'id',
  text: 'text',
  product_items: [{ product_retailer_id: 'id', quantity: 'any', item_price: 'any', currency: 'text' }, 1000]
}
export const IDENTITY = { hash: 'text', acknowledged: 'flag', created_timestamp: 'any' } as const
const SYSTEM = {
  type: 'text',
  body: 'text',
  wa_id: 'id',
  new_wa_id: 'id',
  user_id: 'id',
  parent_user_id: 'id',
  previous_user_id: 'id',
  previous_parent_user_id: 'id',
  customer: 'id',
  identity: 'any'
} as const

const media = shaped(
  Content.media,
  (content) => ({
    text: text(content['caption']) ?? null,
    media: [
      {
        contentType: text(content['mime_type']) ?? null,
        id: idText(content['id']),
        url: text(content['url']) ?? text(content['static_url']),
        sha256: text(content['sha256']),
        caption: text(content['caption']),
        filename: text(content['filename']),
        voice: flag(content['voice']),
        animated: flag(content['animated'])
      }
    ]
  }),
  MEDIA
)

const EMPTY: Kind = { read: () => ({}), fields: {} }

/** One reader for each `type`: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['text', shaped(Content.text, ({ body }) => ({ text: body }), { body: 'text' })],
  ['image', media],
  ['video', media],
  ['audio', media],
  ['voice', media],
  ['document', media],
  ['sticker', media],
  [
    'location',
    shaped(Content.location, readLocation, {
      latitude: 'any',
      longitude: 'any',
      name: 'text',
      address: 'text',
      url: 'text'
    })
  ],
  ['contacts', shaped(Content.contacts, readContacts, CARDS)],
  ['interactive', shaped(Content.interactive, readInteractive, interactiveFields)],
  ['button', shaped(Content.button, readButton, { text: 'id', payload: 'id' })],
  ['reaction', shaped(Content.reaction, readReaction, { message_id: 'id', emoji: 'text' })],
  ['order', shaped(Content.order, readOrder, ORDER)],
  ['system', shaped(Content.system, readSystem, SYSTEM)],
  ['edit', shaped(Content.edit, readEdit, editFields)],
  [
    'revoke',
    shaped(Content.revoke, ({ original_message_id }) => ({ originalId: idText(original_message_id) }), {
      original_message_id: 'id'
    })
  ],
  [
    'unsupported',
    { read: (content) => ({ unsupportedType: text(values(content)['type']) }), fields: { type: 'text' } }
  ],
  ...['unknown', 'ephemeral', 'media_placeholder', 'request_welcome'].map((type) => [type, EMPTY] as const)
])

/** The type of a message, in the letter case of its content. One without a type is what it has the content of. */
export function typeOf(item: Values): string {
  const type = text(item['type'])
  if (type === undefined) return [...KINDS.keys()].find((kind) => item[kind] !== undefined) ?? 'unknown'
  if (KINDS.has(type) || item[type] !== undefined) return type
  const lower = type.trim().toLowerCase()
  return KINDS.has(lower) ? lower : type
}

/** Undefined for a kind of message that is not known. */
export function readContent(type: string, item: Values): Parts | undefined {
  return KINDS.get(type)?.read(item[type], item)
}

/** What is read of the content of a message that `readContent` can read. */
export function contentShape(type: string, item: Values): Shape {
  const fields = KINDS.get(type)?.fields ?? 'any'
  return typeof fields === 'function' ? fields(values(item[type])) : fields
}

export function isParts(parts: Parts): parts is JsonObject {
  return typeof parts !== 'function'
}

function shaped<T extends TSchema>(
  schema: T,
  read: (content: Static<T>, item: Values) => Parts,
  fields: Kind['fields']
): Kind {
  const fits = check(schema)
  return {
    read: (content, item) => (fits.accepts(content) ? read(content, item) : faultOf(`/${typeOf(item)}`, fits, content)),
    fields
  }
}

function readLocation(location: Static<typeof Content.location>): JsonObject {
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

function readContacts(cards: Static<typeof Content.contacts>, { origin }: Values): JsonObject {
  return { contacts: cards.map((card) => readCard(card, text(origin))) }
}

function readButton({ text: label, payload }: Values): JsonObject {
  const title = idText(label) ?? null
  return { text: title, selection: { kind: 'template_button', id: idText(payload) ?? null, title } }
}

/** A reaction without an emoji takes an earlier one back. */
function readReaction({ message_id, emoji }: Static<typeof Content.reaction>): JsonObject {
  return { reaction: { messageId: String(idText(message_id)), emoji: text(emoji) ?? null, removed: !text(emoji) } }
}

function readOrder(order: Static<typeof Content.order>): JsonObject {
  const { text: remark, catalog_id }: Values = order
  const items = order.product_items.map(readOrderItem)
  return { text: text(remark) ?? null, order: { catalogId: idText(catalog_id) ?? null, items } }
}

export function readOrderItem(item: Static<typeof WhatsAppOrderItem>): JsonObject {
  const { product_retailer_id }: Values = item
  return {
    productId: idText(product_retailer_id) ?? null,
    quantity: Number(item.quantity),
    price: { ...money(item.item_price, item.currency) }
  }
}

/**
 * Reads a change of the guest's ids, or of their identity key. `from`, or `customer` in older versions, is the number
 * before the change.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
 */
function readSystem(system: Static<typeof Content.system>, item: Values): JsonObject {
  const content: Values = system
  const number = idText(item['from']) ?? content['customer']
  const userId = idText(content['previous_user_id']) ?? item['from_user_id']
  const parentUserId = idText(content['previous_parent_user_id']) ?? item['from_parent_user_id']
  const previous = { ...person(number, userId, parentUserId) }
  return {
    text: text(content['body']) ?? null,
    sender: previous,
    contactChange: {
      kind: system.type,
      previous,
      current: { ...person(content['wa_id'] ?? content['new_wa_id'], content['user_id'], content['parent_user_id']) }
    },
    identity: identityOf(content['identity']) ?? identityOf(item['identity'])
  }
}

/**
 * Identity key of a guest's phone, with the identity change check. Older versions have only the hash.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers#identity-change-check
 */
export function identityOf(identity: unknown): JsonObject | undefined {
  if (text(identity) !== undefined) return { hash: text(identity), createdAt: undefined, acknowledged: undefined }
  if (!isValues(identity)) return undefined
  return {
    hash: text(identity['hash']) ?? null,
    createdAt: instant(identity['created_timestamp']),
    acknowledged: flag(identity['acknowledged']) ?? flagOfText(identity['acknowledged'])
  }
}

function flagOfText(value: unknown): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined
}

function editFields({ message }: Values): Shape {
  const inner = values(message)
  const type = typeOf(inner)
  return { original_message_id: 'id', message: { type: 'text', [type]: contentShape(type, inner) } }
}

function readEdit({ original_message_id, message }: Static<typeof Content.edit>): Parts {
  const parts = readContent(typeOf(message), message)
  if (parts === undefined) return () => ({ path: '/edit/message/type', message: 'is not a known kind of message' })
  if (!isParts(parts)) return () => within('/edit/message', parts())
  return { originalId: idText(original_message_id), ...parts }
}
