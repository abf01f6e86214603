import { check } from '../../schemas/check.ts'
import type { JsonObject } from '../../schemas/reading.ts'
import { WhatsAppMessage } from '../../schemas/whatsapp.ts'
import { isParts, readContent } from './content.ts'
import type { Read } from './each.ts'
import { errorsIn } from './errors.ts'
import { contactOf, person } from './people.ts'
import type { Scope } from './scope.ts'
import { asJson, flag, instant, misfit, text, unread, values, word } from './values.ts'

const messageFits = check(WhatsAppMessage)

/** What a message is to us: which event it becomes, and who wrote it. */
export interface Role {
  event: string
  key: string
  outbound: boolean
}

const RECEIVED: Role = { event: 'message.received', key: 'message', outbound: false }

// Not a thing that a guest wrote, though it comes among the messages.
const OTHER_EVENTS: ReadonlyMap<string, string> = new Map([
  ['edit', 'message.edited'],
  ['revoke', 'message.revoked'],
  ['system', 'contact.changed'],
  ['request_welcome', 'conversation.started']
])

export function readMessage(item: unknown, path: string, scope: Scope, role = RECEIVED, more?: JsonObject): Read {
  if (!messageFits.accepts(item)) return misfit(path, messageFits, item)
  const errors = item.errors === undefined ? [] : errorsIn(item.errors)
  const parts = readContent(item)
  const isRead = parts !== undefined && isParts(parts)
  // Media that could not be fetched have an error instead; of what the hotel itself sends, any template is possible.
  if (!isRead && errors.length === 0 && !role.outbound) {
    if (parts !== undefined) return unread(path, parts)
    return { path: `${path}/type`, problem: 'is a kind of message that is not known', cause: 'unknown_type' }
  }
  const sides = role.outbound ? sent(item, scope) : received(item, scope)
  if (sides.from === null && item.type !== 'system') return { path, problem: 'names no sender' }
  return {
    type: role === RECEIVED ? (OTHER_EVENTS.get(item.type) ?? role.event) : role.event,
    source: 'whatsapp',
    kind: 'message',
    id: item.id,
    time: instant(item.timestamp),
    key: [role.key, item.id],
    data: {
      message: {
        channel: 'whatsapp',
        externalId: item.id,
        direction: role.outbound ? 'outbound' : 'inbound',
        type: item.type,
        ...sides,
        text: null,
        media: [],
        accountId: scope.accountId,
        phoneNumberId: scope.phoneNumberId,
        ...(isRead ? parts : {}),
        ...circumstances(item),
        errors: errors.length > 0 ? errors : undefined,
        ...more
      },
      ...(isRead ? {} : { vendor: asJson(item) })
    }
  }
}

interface Sides extends JsonObject {
  from: string | null
}

function received(item: WhatsAppMessage, { contacts, number }: Scope): Sides {
  const sender = person(item.from, item.from_user_id, item.from_parent_user_id)
  const contact = contactOf(sender, contacts)
  return {
    from: text(item.from) ?? sender.userId,
    to: number,
    sender: contact?.username === undefined ? { ...sender } : { ...sender, username: contact.username },
    contactName: contact?.name ?? null,
    identityKeyHash: contact?.identityKeyHash
  }
}

function sent(item: WhatsAppMessage, { contacts, number }: Scope): Sides {
  const recipient = person(item.to, item.to_user_id, item.to_parent_user_id)
  return {
    from: text(item.from) ?? number,
    to: text(item.to) ?? recipient.userId,
    recipient: { ...recipient },
    contactName: contactOf(recipient, contacts)?.name,
    origin: text(item.message_creation_type)
  }
}

/** Replies, forwards and ads: any of them can come with any kind of message, and most messages have none. */
function circumstances({ context, referral, group_id }: WhatsAppMessage): JsonObject {
  const parts = group_id === undefined ? {} : { groupId: text(group_id) }
  if (context === undefined && referral === undefined) return parts
  const { id, from, forwarded, frequently_forwarded, referred_product } = values(context)
  const product = values(referred_product)
  const messageId = text(id)
  return {
    ...parts,
    replyTo: messageId === undefined ? undefined : { messageId, from: text(from) ?? null },
    forwarded: flag(forwarded),
    frequentlyForwarded: flag(frequently_forwarded),
    referredProduct:
      referred_product === undefined
        ? undefined
        : { catalogId: word(product['catalog_id']) ?? null, productId: word(product['product_retailer_id']) ?? null },
    referral: referral === undefined ? undefined : readReferral(referral)
  }
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text#click-to-whatsapp-ads */
function readReferral(referral: unknown): JsonObject {
  const ad = values(referral)
  return {
    sourceUrl: text(ad['source_url']),
    sourceId: word(ad['source_id']),
    sourceType: text(ad['source_type']),
    headline: text(ad['headline']),
    body: text(ad['body']),
    mediaType: text(ad['media_type']),
    mediaUrl: text(ad['image_url']) ?? text(ad['video_url']),
    thumbnailUrl: text(ad['thumbnail_url']),
    clickId: text(ad['ctwa_clid']),
    welcomeText: text(values(ad['welcome_message'])['text'])
  }
}
