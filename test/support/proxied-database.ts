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

/** A migrated database of its own that can be away. */
export async function createProxiedDatabase(t: Test): Promise<ProxiedDatabase> {
  const directUrl = await createDatabase(t)
  const url = new URL(directUrl)
  const proxy = await makeProxy(Number(url.port))
  t.teardown(() => proxy.close())
  url.port = String(proxy.port)
  return { proxy, databaseUrl: url.href, directUrl }
}
