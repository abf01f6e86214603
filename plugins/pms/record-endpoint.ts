import { Type } from '@sinclair/typebox'
import { isProblem } from '../../schemas/reading.ts'
import type { ChannelRecords } from '../../src/contract/channel.ts'
import { defineEndpoint } from '../../src/contract/endpoint.ts'
import type { PmsAdapter } from './adapter.ts'
import { verifiersOf } from './adapter-settings.ts'
import { decoderOf } from './decoder.ts'
import { deliveriesOf } from './docs.ts'
import { payloadReader } from './read-payload.ts'
import { received } from './received.ts'

const Stored = Type.Object({
  kind: Type.String(),
  record: Type.Record(Type.String(), Type.Unknown()),
  since: Type.String(),
  isBaseline: Type.Boolean(),
  property: Type.Optional(Type.String())
})

/** What reads the records of a vendor's API after they were stored. It has no HTTP route, so nobody can post to it. */
export function recordsOf(adapter: PmsAdapter): readonly ChannelRecords[] {
  const { name, records, credentials = [], options, ids } = adapter
  if (records === undefined) return []
  const read = payloadReader({
    ...{ name, title: adapter.title, docs: adapter.docs, evidence: adapter.evidence, verify: adapter.verify },
    ...(options !== undefined && { options }),
    ...(ids !== undefined && { ids }),
    payload: Stored,
    property: (payload) => (payload as typeof Stored.static).property, // it fits Stored
    normalize(payload, { fields }) {
      // A record is stored as a whole. What the adapter does not read of it is no news.
      fields.rest()
      const { kind } = payload as { kind: string } // it fits Stored
      return records.normalize(kind, fields.in('record'))
    }
  })
  const endpoint = defineEndpoint({
    path: `/${name}/records`,
    source: name,
    credentials: () => [],
    secretFields: [...credentials, ...verifiersOf(adapter).flatMap((verifier) => verifier.credentials ?? [])],
    readsQuery: true,
    decode: decoderOf('json'),
    schema: Stored,
    normalize({ since, isBaseline, ...payload }, context) {
      const fetched = { since, isBaseline }
      return read(payload, context).map((one) => (isProblem(one) ? one : { ...one, fetched }))
    },
    onInvalid: 'quarantine',
    reply: received,
    docs: deliveriesOf(adapter)
  })
  return [{ source: name, records, endpoint }]
}
