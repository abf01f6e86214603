import { type Reads, readEach } from './each.ts'
import { type Role, readMessage } from './message.ts'
import { type Account, scopeOf } from './scope.ts'
import type { Values } from './values.ts'

const ECHO: Role = { event: 'message.echoed', key: 'echo', outbound: true }

/**
 * Reads messages that staff or another program sent from the hotel's number. Some senders call the list `messages`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
 */
export function readEchoes(value: Values, path: string, account: Account): Reads {
  const scope = scopeOf(account, value)
  return ['message_echoes', 'messages'].map((list) =>
    readEach(value, list, path, (item, at) => readMessage(item, at, scope, ECHO))
  )
}
