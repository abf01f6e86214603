import { type AdapterReading, contentDigest, type Fields } from '../adapter.ts'

/**
 * A message of the guests' inbox, or of the owners' (`conversationWith`): only one that a guest wrote is `message.received`. Guesty's
 * page does not say that a message always has an id. Without one, the id is made of the content, and each delivery counts: a guest
 * may write the same words again.
 */
export function readGuestyMessage(envelope: Fields): AdapterReading[] {
  const fields = envelope.requiredIn('message')
  // That of the sample on Guesty's page is empty.
  if (fields === undefined || Object.keys(fields.json).length === 0) return []
  const conversation = envelope.in('conversation')
  const event = envelope.word('event')
  const isSent = /sent$/i.test(event ?? '') || /^from(host|system)$/i.test(String(fields.value('type')))
  const isOwner = /owner/i.test(String(conversation.value('conversationWith')))
  const id = fields.id('_id') ?? fields.id('id') ?? fields.id('postId')
  const message = {
    externalId: id ?? `anonymous-${contentDigest(fields.json)}`,
    direction: isSent ? ('outbound' as const) : ('inbound' as const),
    type: fields.word('module') || 'unknown',
    from: null,
    to: null,
    text: fields.text('body') ?? null,
    accountId: null,
    conversationId: conversation.text('_id') ?? fields.text('conversationId') ?? null,
    reservationId: fields.text('reservationId') ?? envelope.text('reservationId') ?? null
  }
  const type = isSent ? 'message.sent' : isOwner ? 'message.observed' : 'message.received'
  const key = id === undefined ? undefined : []
  return [{ type, message, key, time: fields.instant('createdAt'), vendor: { event, payload: envelope.json } }]
}
