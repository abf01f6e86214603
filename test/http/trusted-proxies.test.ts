import t from 'tap'
import { trustedProxies } from '../../src/http/trusted-proxies.ts'

t.test('addresses and ranges of both families are recognized', async (t) => {
  const isTrusted = trustedProxies(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1'])
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.255.0.1', '2001:db8:1::1', '::1']) {
    t.equal(isTrusted(address), true, address)
  }
  for (const address of ['127.0.0.2', '11.0.0.1', '2001:db9::1', '', 'unknown']) {
    t.equal(isTrusted(address), false, address)
  }
  t.equal(trustedProxies([])('127.0.0.1'), false)
})
