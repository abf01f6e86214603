import type { AddressInfo } from 'node:net'
import { channels } from '../plugins/index.ts'
import { registerPlugins } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { migrate } from '../src/db/migrate.ts'
import { BACKLOG } from '../src/http/server-options.ts'
import { createLedger } from '../src/ledger/ledger.ts'
import { createLogger } from '../src/observability/logger.ts'
import { createServices } from '../src/services/create-services.ts'
import { noLedger } from './no-ledger.ts'
import { PUBLIC_URL, SECRETS, SECRETS_KEY } from './traffic.ts'

// One measured server in a process of its own: node server.js <variant> <database URL> <folder>. It sends its port to
// its parent, and answers each message with its resident memory.

/** `none` stores nothing, `keeping` is Bellhook that never removes. */
export type Variant = 'none' | 'bellhook' | 'keeping'

const [, , variant, databaseUrl = '', DATA_DIR] = process.argv
const retention = variant === 'keeping' ? { RETAIN_BODIES_DAYS: 'keep', RETAIN_STATE_DAYS: 'keep' } : {}
/** The receiver of `bench/delivery/` is on this machine, and its secret in the environment. */
const DELIVERY = {
  DESTINATION_NETWORKS: '127.0.0.1',
  BENCH_SECRET: `whsec_${Buffer.alloc(32, 'bench').toString('base64')}`
}
const config = loadConfig({ PUBLIC_URL, DATA_DIR, SECRETS_KEY, ...retention, ...SECRETS, ...DELIVERY }, channels)
const LEDGERS = { none: noLedger, bellhook: createLedger, keeping: createLedger }
await migrate(databaseUrl)
const logger = createLogger(config.logLevel)
const options = { config, channels, adapters: [], databaseUrl, apiTokens: ['bench'], logger, environ: DELIVERY }
const services = await createServices(options)
const ledger = LEDGERS[variant as Variant](services.ledgerOptions)
const app = await registerPlugins(options, { ...services, ledger })
await app.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG })

process.on('message', () => process.send?.({ rss: process.memoryUsage.rss() }))
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)))
process.send?.({ port: (app.server.address() as AddressInfo).port })
