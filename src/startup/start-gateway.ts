import type { AddressInfo } from 'node:net'
import { join, relative } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import { splitList } from '../config/comma-list.ts'
import type { Config } from '../config/config.ts'
import type { Settings } from '../config/settings.ts'
import type { Privileges } from '../embedded/drop-privileges.ts'
import { BACKLOG } from '../http/server-options.ts'
import { createLogger } from '../observability/logger.ts'
import { startTracing } from '../observability/tracing.ts'
import type { AppOptions } from '../services/app-options.ts'
import { developmentKey, developmentToken, TOKEN_FILE } from './development-token.ts'

/** The process that sent the signal, for example Docker, kills the gateway soon after this time. */
export const DRAIN_MS = 10_000

interface StartOptions {
  settings: Pick<Settings, 'config' | 'channels'>
  database: { url: string; prepare?: (() => Promise<void>) | undefined }
  bind: Privileges['bind']
  worker?: AppOptions['worker']
}

/** Builds the app of this process, and listens. */
export async function startGateway({ settings, database, bind, worker }: StartOptions) {
  const { config, channels } = settings
  const tokenFile = tokenFileOf(config)
  // Loaded only for a terminal: it brings more modules than the rest of the log.
  const stream = process.stdout.isTTY ? (await import('../observability/pretty-log.ts')).prettyLog() : undefined
  const logger = createLogger(config.logLevel, stream)
  const tracing = await startTracing(config, logger)
  const app = await buildApp({
    ...{ config, channels, worker, tokenFile, logger, tracing },
    adapters: splitList(process.env['BELLHOOK_ADAPTERS']),
    databaseUrl: database.url,
    prepare: database.prepare,
    apiTokens: tokenFile === undefined ? (config.secrets.get('API_TOKEN') ?? []) : [developmentToken(config.dataDir)],
    secretsKeys: keysOf(config),
    environ: process.env
  })
  exitOnDefect(app)
  if (tracing !== undefined) app.addHook('onClose', () => tracing.end())
  try {
    await bind(config.port, () => app.listen({ host: config.host, port: config.port, backlog: BACKLOG }))
  } catch (error) {
    await app.close()
    throw error
  }
  // `listen` on TCP always has an address with a port.
  const { port } = app.server.address() as AddressInfo
  return { app, port }
}

/** The file with the token of development mode, unless one is set. */
export function tokenFileOf({ secrets, dataDir }: Config): string | undefined {
  if ((secrets.get('API_TOKEN') ?? []).length > 0) return undefined
  const path = join(dataDir, TOKEN_FILE)
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

/** Development mode generates a key, so that accounts can be tried at once. */
export function keysOf({ secrets, development, dataDir }: Config): readonly string[] {
  const values = secrets.get('SECRETS_KEY') ?? []
  return values.length === 0 && development ? [developmentKey(dataDir)] : values
}

/** Node.js itself would print the whole error, with data of guests that its message quotes. */
function exitOnDefect({ log }: FastifyInstance): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error) => {
      log.fatal({ err: error }, 'a defect: ending')
      process.exit(1)
    })
  }
}
