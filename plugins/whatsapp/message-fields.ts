import { ERRORS } from './errors.ts'
import { IDENTITY } from './identity.ts'
import { type Fields, isEmpty, type Shape } from './leftovers.ts'
import { type Values, values } from './values.ts'

const CONTEXT: Fields = {
  id: 'id',
  forwarded: 'flag',
  frequently_forwarded: 'flag',
  referred_product: { catalog_id: 'id', product_retailer_id: 'id' }
}
/** The author of the quoted message is only read beside its id. */
const QUOTE: Fields = { ...CONTEXT, from: 'id' }

const REFERRAL = {
  source_url: 'text',
  source_id: 'id',
  source_type: 'text',
  headline: 'text',
  body: 'text',
  media_type: 'text',
  image_url: 'text',
  video_url: 'text',
  thumbnail_url: 'text',
  ctwa_clid: 'text',
  ref: 'text',
  welcome_message: { text: 'text' }
} as const

/** The fields of a message that are read, beside its content. */
const MESSAGE: Fields = {
  id: 'id',
  type: 'text',
  from: 'id',
  from_user_id: 'id',
  from_parent_user_id: 'id',
  to: 'id',
  to_user_id: 'id',
  to_parent_user_id: 'id',
  timestamp: 'time',
  group_id: 'id',
  recipient_type: 'text',
  context: CONTEXT,
  referral: REFERRAL,
  identity: IDENTITY,
  errors: ERRORS,
  origin: 'text',
  message_creation_type: 'text',
  conversation_context: { type: 'text', summary: { text: 'text' } }
}

/** Of an advertisement with a video, the picture is not read. */
const { image_url: _picture, ...VIDEO } = REFERRAL

/** What is read of a text without a quote: most messages are one. */
let plainText: Fields | undefined

/** The fields of a message that are read. `content`: what is read of its content. */
export function messageFields(type: string, content: Shape, message: Values, more: Fields | undefined): Fields {
  const hasQuote = !isEmpty(values(message['context'])['id'])
  const hasVideo = !isEmpty(values(message['referral'])['video_url'])
  const isPlain = type === 'text' && content !== 'any' && !hasQuote && !hasVideo && more === undefined
  if (isPlain && plainText !== undefined) return plainText
  const special = { ...(hasQuote && { context: QUOTE }), ...(hasVideo && { referral: VIDEO }) }
  const fields = { ...MESSAGE, ...more, ...special, [type]: content }
  if (isPlain) plainText = fields
  return fields
}
