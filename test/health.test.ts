import t from 'tap'
import { buildTestApp } from './helper.ts'

t.test('health needs no token and says no more than it must', async (t) => {
  const { app } = await buildTestApp(t)
  t.strictSame((await app.inject('/healthz')).json(), { status: 'ok' })
  t.strictSame((await app.inject('/readyz')).json(), { status: 'ok' })
})
