import type { Channel, ChannelApp } from '../../src/contract/channel.ts'
import { Refused } from '../../src/contract/refused.ts'
import type { PmsAdapter } from './adapter.ts'
import { adapterEndpoint, refusal } from './adapter-endpoint.ts'
import { SHARED, SOURCES, settingsOf } from './adapter-settings.ts'
import { handshakeOf } from './docs.ts'
import { genericEndpoints } from './generic-endpoints.ts'
import { recordsOf } from './record-endpoint.ts'

/** Property management systems: generic routes for systems whose payload can be configured, and one route per adapter. */
export function pms(adapters: readonly PmsAdapter[]): Channel {
  const vendors = adapters.map((adapter) => ({ adapter, endpoint: adapterEndpoint(adapter) }))
  const endpoints = [...genericEndpoints(adapters), ...vendors.map(({ endpoint }) => endpoint)]

  return {
    name: 'pms',
    title: 'Property management systems',
    sendsAgain: true,
    endpoints,
    records: adapters.flatMap(recordsOf),
    secrets: [
      { variable: SHARED, authenticates: true, without: 'the generic routes cannot tell who is calling' },
      SOURCES,
      ...adapters.flatMap(settingsOf)
    ],

    async plugin(app, { verify, deliver }) {
      app.setErrorHandler((error, _request, reply) => {
        if (!(error instanceof Refused)) throw error
        return reply.code(401).send({ error: error.message })
      })
      for (const endpoint of endpoints) {
        const { path, docs, schema } = endpoint
        const adapter = vendors.find((vendor) => vendor.endpoint === endpoint)?.adapter
        app.post(
          path,
          {
            config: { docs },
            schema: { body: schema },
            preValidation: verify(endpoint),
            ...(adapter?.reply && { errorHandler: refusalOf(adapter) })
          },
          deliver(endpoint)
        )
      }
      // The GET by which a vendor asks whether the URL is ours.
      for (const { adapter, endpoint } of vendors.filter(({ adapter }) => adapter.handshake)) {
        const docs = handshakeOf(adapter)
        app.get(endpoint.path, { config: { docs }, preValidation: verify(endpoint) }, deliver(endpoint))
      }
    }
  }
}

/** Answers a sender that could not be verified in the words of its vendor. */
function refusalOf(adapter: PmsAdapter): ChannelApp['errorHandler'] {
  return (error, _request, reply) => {
    if (!(error instanceof Refused)) throw error
    const own = refusal(adapter, error.message)
    reply.code(401)
    return own === undefined ? reply.send({ error: error.message }) : reply.type(own.contentType).send(own.body)
  }
}
