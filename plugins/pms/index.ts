import { type Channel, Refused } from '../../src/channel.ts'
import type { PmsAdapter } from './adapter.ts'
import { adapterRoutes } from './adapter-routes.ts'
import { proofsOf, SHARED, settingsOf, sharedProof } from './adapter-settings.ts'
import { genericRoutes } from './generic-routes.ts'

/** Property management systems: our own routes for those that can be told what to send, and one for each adapter. */
export function pms(adapters: readonly PmsAdapter[]): Channel {
  return {
    name: 'pms',
    title: 'Property management systems',
    sendsAgain: true,
    endpoints: ['/guests', '/reservations', '/events', ...adapters.map(({ name }) => `/${name}`)],
    secrets: [
      { variable: SHARED, authenticates: true, without: 'the generic routes cannot tell who is calling' },
      ...adapters.flatMap(settingsOf)
    ],

    proofs(endpoint, secrets) {
      const adapter = adapters.find(({ name }) => endpoint === `/${name}`)
      return adapter === undefined ? [sharedProof(secrets)] : proofsOf(adapter, secrets)
    },

    async plugin(app, services) {
      app.setErrorHandler((error, _request, reply) => {
        if (!(error instanceof Refused)) throw error
        return reply.code(401).send({ error: error.message })
      })
      genericRoutes(app, services)
      for (const adapter of adapters) adapterRoutes(app, services, adapter)
    }
  }
}
