import { channels } from '../../../plugins/index.ts'
import { buildApp } from '../../../src/app.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { createLogger } from '../../../src/observability/logger.ts'
import { limitsWith } from '../../limits-with.ts'

// The gateway with other bounds for destinations: node limited-server.js <JSON>, with the settings of the real one and a migrated DATABASE_URL.

const destinations = JSON.parse(process.argv[2] ?? '{}')
const config = { ...loadConfig(process.env, channels), limits: limitsWith({ destinations }) }
const { databaseUrl = '', host, port, logLevel } = config
const app = await buildApp({
  ...{ config, channels, adapters: [], databaseUrl, environ: process.env, logger: createLogger(logLevel) },
  apiTokens: config.secrets.get('API_TOKEN') ?? []
})
await app.listen({ host, port })
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)))
