import { resolve } from 'node:path'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { ROOT } from './root.ts'

interface DatabaseServer {
  url: string
  stop(): Promise<void>
}

let server: Promise<DatabaseServer> | undefined

/** Every test run uses one real PostgreSQL server: TEST_DATABASE_URL, or the embedded one in .test-data. */
export function databaseServer(): Promise<DatabaseServer> {
  server ??= openServer()
  return server
}

async function openServer(): Promise<DatabaseServer> {
  const url = process.env['TEST_DATABASE_URL']
  if (url) return { url, stop: async () => undefined }
  return startEmbedded(resolve(ROOT, '.test-data'), () => undefined)
}

export const TEMPLATE = 'bellhook_test_template'

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}
