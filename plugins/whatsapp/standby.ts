import { type Reads, readEach } from './each.ts'
import { lookAround, withEnvelope } from './envelope.ts'
import { type Role, readMessage } from './message.ts'
import { type Account, type Scope, scopeOf } from './scope.ts'
import { readStatus } from './status.ts'
import { type Values, values, valuesIn } from './values.ts'

const OBSERVED: Role = { event: 'message.observed', key: 'standby', outbound: false }
const OBSERVED_ECHO: Role = { ...OBSERVED, outbound: true }
const STANDBY: ReadonlySet<string> = new Set(['contacts', 'messages', 'message_echoes', 'statuses'])

/**
 * Reads messages and statuses while another agent has the conversation, in the object `standby` or beside it. A status has the
 * same key here as elsewhere.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby
 */
export function readStandby(value: Values, path: string, account: Account): Reads {
  const standby = values(value['standby'])
  const inside = `${path}/standby`
  const contacts: unknown = standby['contacts'] ?? value['contacts']
  const scope = scopeOf(account, { ...standby, metadata: value['metadata'], contacts })
  const around = lookAround(standby, STANDBY, { level: '/standby', path: inside })
  return [
    withEnvelope(readObserved(standby, inside, scope), around.envelope),
    around.problems,
    readObserved(value, path, scope)
  ]
}

function readObserved(lists: Values, path: string, scope: Scope): Reads {
  return [
    readEach(lists, 'messages', path, (item, at) => readMessage(item, at, scope, OBSERVED)),
    readEach(lists, 'message_echoes', path, (item, at) => readMessage(unwrapped(item), at, scope, OBSERVED_ECHO)),
    readEach(lists, 'statuses', path, (item, at) => readStatus(item, at, scope))
  ]
}

/** An echo in `standby` has the request that sent it in its field `message`. */
function unwrapped(item: unknown): unknown {
  const { message, ...echo } = values(item)
  const [request] = valuesIn([message])
  if (request === undefined) return item
  const { messaging_product: _product, ...content } = request
  return { ...content, ...echo }
}
