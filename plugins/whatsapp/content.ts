import type { Static, TSchema } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppContent as Content } from '../../schemas/whatsapp.ts'
import { CARDS, readCard } from './card.ts'
import { CONTACT_CHANGE, readContactChange } from './contact-change.ts'
import { interactiveFields, readInteractive } from './interactive.ts'
import type { Shape } from './leftovers.ts'
import { MEDIA, readMedia } from './media.ts'
import { ORDER, readOrder } from './order.ts'
import { type Fault, faultOf, idText, text, type Values, values, within } from './values.ts'

/** The fields of `data.message` that a kind of message has, or the first violation in its content. */
type Parts = JsonObject | Fault

interface Kind {
  read(content: unknown, item: Values): Parts
  /** The fields of the content that `read` reads. */
  fields: Shape | ((content: Values) => Shape)
}

const MEDIA_KIND = shaped(Content.media, readMedia, MEDIA)
const EMPTY: Kind = { read: () => ({}), fields: {} }

/** One reader for each `type`: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['text', shaped(Content.text, ({ body }) => ({ text: body }), { body: 'text' })],
  ...['image', 'video', 'audio', 'voice', 'document', 'sticker'].map((type) => [type, MEDIA_KIND] as const),
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
  ['system', shaped(Content.system, readContactChange, CONTACT_CHANGE)],
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

/** The type of a message, in the letter case of its content. A message without a type has the type of the content that it has. */
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

/** The fields of the content that `readContent` reads. */
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

/** A reaction without an emoji removes an earlier one. */
function readReaction({ message_id, emoji }: Static<typeof Content.reaction>): JsonObject {
  return { reaction: { messageId: String(idText(message_id)), emoji: text(emoji) ?? null, removed: !text(emoji) } }
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
