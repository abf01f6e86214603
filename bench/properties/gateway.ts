import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type pg from 'pg'
import { channels } from '../../plugins/index.ts'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { openPool } from '../open-pool.ts'
import { withEmptyDatabase } from './database.ts'
import { API_TOKEN, PUBLIC_URL, type Request, SECRETS } from './routes.ts'

export interface Gateway {
  app: FastifyInstance
  post(request: Request): Promise<LightMyRequestResponse>
  /** Reads the API with its token. */
  get(url: string): Promise<LightMyRequestResponse>
  database: pg.Pool
}

/** A gateway in this process, on a database and in a folder of its own. */
export async function withGateway<Result>(work: (gateway: Gateway) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhook-properties-'))
  try {
    return await withEmptyDatabase(async (databaseUrl) => {
      await migrate(databaseUrl)
      const environ = { LOG_LEVEL: 'silent', PUBLIC_URL, DATA_DIR: folder, DATABASE_URL: databaseUrl, ...SECRETS }
      const config = loadConfig(environ, channels)
      const app = await buildApp({
        config,
        channels,
        adapters: [],
        databaseUrl,
        apiTokens: [API_TOKEN],
        logger: createLogger('silent')
      })
      const database = openPool(databaseUrl, 8)
      try {
        return await work({
          app,
          database,
          post: ({ url, headers, body }) => app.inject({ method: 'POST', url, headers, payload: body }),
          get: (url) => app.inject({ url, headers: { authorization: `Bearer ${API_TOKEN}` } })
        })
      } finally {
        await app.close()
        await database.end()
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const PATIENCE_MS = 30_000

/** Repeats a check until it holds, because an acknowledged delivery may reach the database later. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
