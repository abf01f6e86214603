import { channels } from '../../plugins/index.ts'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { BACKLOG } from '../../src/http/server-options.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { limitsWith } from '../limits-with.ts'
import { plantInReaders, plantInServer } from './planted.ts'
import { attackNamed } from './registry.ts'

// The control of an attack: the gateway with one defense switched off.
// Usage: node control-server.js ATTACK, with the settings of the gateway and a migrated DATABASE_URL.

const { control } = attackNamed(process.argv[2] ?? '')
const config = { ...loadConfig(process.env, channels), limits: limitsWith(control.limits) }
const { databaseUrl = '', host, port, logLevel } = config
const app = await buildApp({
  config,
  channels: plantInReaders(channels, control.plant),
  // What is planted in the channels of this thread is not in those of a worker thread.
  adapters: undefined,
  databaseUrl,
  apiTokens: config.secrets.get('API_TOKEN') ?? [],
  logger: createLogger(logLevel)
})
plantInServer(app.server, control.plant)
await app.listen({ host, port, backlog: BACKLOG })
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)))
