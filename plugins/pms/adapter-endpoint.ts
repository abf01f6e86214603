import { check } from '../../schemas/check.ts'
import { collect } from '../../schemas/collect.ts'
import { AroundShape, EventShape } from '../../schemas/pms-data.ts'
import { isProblem, type Reading } from '../../schemas/reading.ts'
import { exactJson } from '../../src/contract/decode.ts'
import { defineEndpoint, type Endpoint, type ReadingContext } from '../../src/contract/endpoint.ts'
import { invalid, text } from '../../src/contract/reply.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'
import type { PmsAdapter } from './adapter.ts'
import { credentialsOf, variablesOf, verifiersOf } from './adapter-settings.ts'
import { deliveriesOf } from './docs.ts'
import { factKey } from './fact-key.ts'
import { received } from './received.ts'

/** Adapters of other packages need not have been compiled: an id that is a number must not reach the ledger. */
const wrongWith = check(EventShape)
const wrongAround = check(AroundShape)

/** A vendor's URL. What cannot be read is quarantined and still answered with a 2xx: the same bytes would not help. */
export function adapterEndpoint(adapter: PmsAdapter): Endpoint {
  const { name, handshake, payload, keyHeaders = [], credentials = [] } = adapter
  return defineEndpoint({
    path: `/${name}`,
    source: name,
    credentials: (store) => credentialsOf(adapter, store),
    secretFields: [...credentials, ...verifiersOf(adapter).flatMap((verifier) => verifier.credentials ?? [])],
    keyHeaders,
    ...(handshake && {
      handshake(request) {
        const answer = handshake.check(request)
        return answer === undefined ? undefined : text(200, answer)
      }
    }),
    decode: exactJson,
    schema: payload,
    normalize: (body, context) => read(adapter, body, context),
    onInvalid: 'quarantine',
    reply: (outcome) => (outcome.fault instanceof Undecodable ? invalid(outcome.fault) : received(outcome)),
    ownReply(body) {
      const own = adapter.reply?.(body)
      return own && text(200, own.body, own.contentType)
    },
    docs: deliveriesOf(adapter)
  })
}

function read(adapter: PmsAdapter, payload: unknown, { headers, settings }: ReadingContext): readonly Reading[] {
  const { properties } = variablesOf(adapter)
  const property = adapter.property?.(payload)
  const parts = adapter.duplicateKey?.(payload, headers)
  const [wrong] = wrongAround({ property, duplicateKey: parts })
  if (wrong) return [{ path: '', problem: `is read in a way that cannot be stored: ${wrong.path} ${wrong.message}` }]
  const duplicateKey = parts && factKey(parts)
  const ours = settings.secrets(properties)
  if (ours.length > 0 && property !== undefined && !ours.includes(property)) {
    return [{ path: '', problem: `is about a hotel that is not in ${properties}` }]
  }
  return collect(adapter.normalize(payload)).map((reading) => {
    if (isProblem(reading)) return reading
    const [wrong] = wrongWith(reading)
    if (wrong) return { path: '', problem: `is read as something that is no event: ${wrong.path} ${wrong.message}` }
    // Assigned, and not spread: to V8, `{ ...object, more }` is a new kind of object each time.
    const about = { source: adapter.name, property }
    if (reading.type === undefined || duplicateKey === undefined) return Object.assign({}, reading, about)
    const key = [reading.type, reading.kind, reading.id, property ?? '', ...duplicateKey]
    return Object.assign({}, reading, about, { key })
  })
}
