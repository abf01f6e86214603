import { defineEndpoint, type Endpoint } from '../../src/contract/endpoint.ts'
import { type DeliveryOutcome, invalid, type Reply, text } from '../../src/contract/reply.ts'
import { Undecodable } from '../../src/contract/undecodable.ts'
import type { PmsAdapter } from './adapter.ts'
import { credentialsOf, verifiersOf } from './adapter-settings.ts'
import { decoderOf } from './decoder.ts'
import { deliveriesOf } from './docs.ts'
import { fieldsOf } from './fields-of.ts'
import { createProblemList } from './problem-list.ts'
import { payloadReader } from './read-payload.ts'
import { received } from './received.ts'

/** A vendor's URL. What cannot be read is quarantined and still answered with a 2xx: the same bytes would not help. */
export function adapterEndpoint(adapter: PmsAdapter): Endpoint {
  const { name, handshake, headers = [], credentials = [], decode } = adapter
  return defineEndpoint({
    path: `/${name}`,
    source: name,
    credentials: (store) => credentialsOf(adapter, store),
    secretFields: [...credentials, ...verifiersOf(adapter).flatMap((verifier) => verifier.credentials ?? [])],
    keyHeaders: headers,
    ...(handshake && {
      handshake(request) {
        const answer = handshake.check(request)
        return answer === undefined ? undefined : text(200, answer)
      }
    }),
    decode: decoderOf(decode),
    schema: adapter.envelope?.schema ?? adapter.payload,
    normalize: payloadReader(adapter),
    onInvalid: 'quarantine',
    reply: (outcome, body) => ownReply(adapter, outcome, body) ?? usualReply(outcome),
    repliesToBody: adapter.reply !== undefined,
    docs: deliveriesOf(adapter)
  })
}

function usualReply(outcome: DeliveryOutcome): Reply {
  return outcome.fault instanceof Undecodable ? invalid(outcome.fault) : received(outcome)
}

function ownReply(
  adapter: PmsAdapter,
  { fault: _fault, ...outcome }: DeliveryOutcome,
  { decoded, payload }: { decoded: unknown; payload: unknown }
): Reply | undefined {
  const own = adapter.reply?.(payload, { ...outcome, fields: fieldsOf(decoded, '', createProblemList()) })
  return own && text(own.status ?? 200, own.body, own.contentType)
}

/** What a sender reads that could not be verified. The status is always 401, by which senders that fail are counted. */
export function refusal(adapter: PmsAdapter, message: string): Reply | undefined {
  const fields = fieldsOf(undefined, '', createProblemList())
  const nothing = { deliveryId: '', reason: message, problems: [], events: [], verified: false }
  const own = adapter.reply?.(undefined, { ...nothing, outcome: 'refused', fields })
  return own && text(401, own.body, own.contentType)
}
