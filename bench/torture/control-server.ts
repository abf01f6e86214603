import { sql } from 'drizzle-orm'
import { channels } from '../../plugins/index.ts'
import { registerPlugins } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { newId } from '../../src/contract/new-id.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { createServices } from '../../src/services/create-services.ts'
import type { Variant } from './gateway.ts'

// Gateways that break one promise each, so that a run shows that the crash tests notice:
// node control-server.js <variant>, with the settings of the real one and a migrated DATABASE_URL.

const LEDGERS: Record<Exclude<Variant, 'bellhook'>, typeof createLedger> = {
  'acknowledges-early'(options) {
    const ledger = createLedger(options)
    return {
      ...ledger,
      async record(entry) {
        ledger.record(entry).catch(() => undefined)
        return { deliveryId: entry.delivery.id, outcome: 'accepted', reason: null, problems: [], events: [newId()] }
      }
    }
  },
  'commits-asynchronously'({ database, ...options }) {
    const write: typeof database.write = (work, patience) =>
      database.write(async (session) => {
        await session.execute(sql`set synchronous_commit = off`)
        return work(session)
      }, patience)
    return createLedger({ ...options, database: { ...database, write } })
  }
}

const variant = process.argv[2] as keyof typeof LEDGERS
const config = loadConfig(process.env, channels)
const { databaseUrl = '', host, port, logLevel } = config
const logger = createLogger(logLevel)
const options = { config, channels, adapters: [], databaseUrl, apiTokens: ['control'], logger }
const services = await createServices(options)
const app = await registerPlugins(options, { ...services, ledger: LEDGERS[variant](services.ledgerOptions) })
await app.listen({ host, port })
