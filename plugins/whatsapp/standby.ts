import { type Read, type Reads, readEach } from './each.ts'
import { lookAround, withEnvelope } from './envelope.ts'
import { isEmpty } from './leftovers.ts'
import { type Role, readMessage } from './message.ts'
import { type Account, type Scope, scopeOf } from './scope.ts'
import { readStatus } from './status.ts'
import { isValues, type Values, values, valuesIn } from './values.ts'

const OBSERVED: Role = { event: 'message.observed', key: 'standby', outbound: false }
const OBSERVED_ECHO: Role = { ...OBSERVED, outbound: true }
const STANDBY: ReadonlySet<string> = new Set(['contacts', 'messages', 'message_echoes', 'statuses'])

/**
 * Reads messages and statuses while another agent has the conversation, in the object `standby` or beside it. A status has the
 * same key here as elsewhere.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby
 */
export function readStandby(value: Values, path: string, account: Account): Reads {
  const { standby } = value
  const inside = `${path}/standby`
  if (isValues(standby)) return [readInside(standby, inside, value, account), readBeside(value, path, standby, account)]
  const beside = readBeside(value, path, {}, account)
  if (isEmpty(standby)) return beside
  const problem = { path: inside, problem: 'must be an object' }
  return Array.isArray(standby) ? [problem, readList(standby, inside, value, account), beside] : [problem, beside]
}

/** A list in place of the object is read item by item. */
function* readList(list: readonly unknown[], path: string, value: Values, account: Account): Generator<Read | Reads> {
  for (const [at, item] of list.entries()) {
    const place = `${path}/${at}`
    yield isValues(item) ? readInside(item, place, value, account) : { path: place, problem: 'must be an object' }
  }
}

function readInside(standby: Values, path: string, value: Values, account: Account): Reads {
  const around = lookAround(standby, STANDBY, { level: '/standby', path })
  const scope = scopeIn(standby, value, account)
  return [withEnvelope(readObserved(standby, path, scope), around.envelope), around.problems]
}

function readBeside(value: Values, path: string, standby: Values, account: Account): Reads {
  return readObserved(value, path, scopeIn(standby, value, account))
}

function scopeIn(standby: Values, value: Values, account: Account): Scope {
  const contacts: unknown = standby['contacts'] ?? value['contacts']
  return scopeOf(account, { ...standby, metadata: value['metadata'], contacts })
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
