import type { Static } from '@sinclair/typebox'
import type { JsonObject } from '../../schemas/reading.ts'
import type { WhatsAppContent as Content } from '../../schemas/whatsapp.ts'
import { flag, idText, text, type Values } from './values.ts'

export const MEDIA = {
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

/** Reads an image, a video, a voice message, a document, or a sticker. */
export function readMedia(media: Static<typeof Content.media>): JsonObject {
  const content: Values = media
  return {
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
  }
}
