import type { Test } from 'tap'
import { type DatabaseProxy, makeProxy } from '../../bench/torture/proxy.ts'
import { createDatabase } from './test-app.ts'

interface ProxiedDatabase {
  proxy: DatabaseProxy
  /** Through the proxy. */
  databaseUrl: string
  /** Past it. */
  directUrl: string
}

/** Creates a migrated database behind a proxy that can make it unavailable. */
export async function createProxiedDatabase(t: Test): Promise<ProxiedDatabase> {
  const directUrl = await createDatabase(t)
  const url = new URL(directUrl)
  const proxy = await makeProxy(Number(url.port))
  t.teardown(() => proxy.close())
  url.port = String(proxy.port)
  return { proxy, databaseUrl: url.href, directUrl }
}
