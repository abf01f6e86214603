import type { JsonObject } from '../../schemas/reading.ts'
import { summaryOf } from './conversation-context.ts'
import { identityOf } from './identity.ts'
import { isEmpty } from './leftovers.ts'
import { groupOf } from './recipient.ts'
import { flag, idText, isValues, text, type Values, values } from './values.ts'

/** Replies, forwards, and ads. Any of them can come with any kind of message, and most messages have none. */
export function circumstances(message: Values): JsonObject {
  const { context, referral, identity, origin, message_creation_type, conversation_context } = message
  return {
    groupId: groupOf(message),
    origin: text(message_creation_type) ?? text(origin),
    identity: identityOf(identity),
    conversationSummary: summaryOf(conversation_context),
    ...(isEmpty(context) ? {} : readContext(values(context))),
    referral: isValues(referral) && !isEmpty(referral) ? readReferral(referral) : undefined
  }
}

function readContext({ id, from, forwarded, frequently_forwarded, referred_product }: Values): JsonObject {
  const product = values(referred_product)
  const messageId = idText(id)
  return {
    replyTo: messageId === undefined ? undefined : { messageId, from: idText(from) ?? null },
    forwarded: flag(forwarded),
    frequentlyForwarded: flag(frequently_forwarded),
    referredProduct: isValues(referred_product)
      ? {
          catalogId: idText(product['catalog_id']) ?? null,
          productId: idText(product['product_retailer_id']) ?? null
        }
      : undefined
  }
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text#click-to-whatsapp-ads */
function readReferral(ad: Values): JsonObject {
  return {
    sourceUrl: text(ad['source_url']),
    sourceId: idText(ad['source_id']),
    sourceType: text(ad['source_type']),
    headline: text(ad['headline']),
    body: text(ad['body']),
    mediaType: text(ad['media_type']),
    mediaUrl: text(ad['video_url']) ?? text(ad['image_url']),
    thumbnailUrl: text(ad['thumbnail_url']),
    clickId: text(ad['ctwa_clid']),
    ref: text(ad['ref']),
    welcomeText: text(values(ad['welcome_message'])['text'])
  }
}
