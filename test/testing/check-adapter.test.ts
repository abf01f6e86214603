import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import {
  addressList,
  basic,
  bearer,
  bodyCredential,
  challenge,
  hmac,
  none,
  ping,
  secretHeader,
  sharedSecret,
  standardWebhooks,
  urlToken
} from '../../src/contract/verifiers.ts'
import { checkAdapter } from '../../src/testing/check-adapter.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { acme } from './acme.ts'
import { BROKEN } from './broken-adapters.ts'

const FIXTURES = resolve(ROOT, 'test/fixtures/testing/acme')

t.test('a good adapter passes, whatever proves its sender and however it is greeted', async (t) => {
  const timed = hmac({ header: 'x-signature', encoding: 'base64', timestamp: { header: 'x-time' } })
  const kinds = { basic: basic(), bearer: bearer(), body: bodyCredential('auth', 'key'), timed, token: urlToken() }
  const lists = { list: addressList(['192.0.2.0/24']), guarded: addressList(['192.0.2.7'], secretHeader('x-key')) }
  const others = { none: none(), svix: standardWebhooks('svix'), shared: sharedSecret() }
  for (const [kind, verify] of Object.entries({ ...kinds, ...lists, ...others })) {
    for (const handshake of [challenge('hub.challenge'), ping()]) {
      const adapter = { ...acme, verify, handshake, reply: () => ({ contentType: 'text/plain', body: 'thanks' }) }
      t.strictSame(await checkAdapter(adapter as PmsAdapter, FIXTURES), [], kind)
    }
  }
  t.strictSame(await checkAdapter({ ...acme, verify: [urlToken(), basic()] } as PmsAdapter, FIXTURES), [])
})

for (const [what, { adapter, says }] of Object.entries(BROKEN)) {
  t.test(`it finds ${what}`, async (t) => {
    const found = await checkAdapter(adapter, FIXTURES)
    t.ok(
      found.some((sentence) => says.test(sentence)),
      found.join('\n') || 'nothing was found'
    )
  })
}

t.test('it wants three cases, each with the page it follows', async (t) => {
  const folder = join(t.testdir(), 'fixtures')
  mkdirSync(folder)
  matchExactly(t, await checkAdapter(acme as PmsAdapter, folder), [
    /declaration: it has 0 fixtures/,
    'declaration: no fixture has an event'
  ])
  matchExactly(t, await checkAdapter(acme as PmsAdapter, join(folder, 'missing')), [/fixtures: .*ENOENT/])
  for (const [wrong, says] of [
    [{ body: {}, events: [] }, /one.json: \/from/],
    [{ from: 'a guess', body: {}, events: [] }, /vendor's page/],
    [{ from: 'https://docs.acme.example', body: {}, events: [{ type: 'x.y' }] }, /\/events\/0\/subject/]
  ] as const) {
    writeFileSync(join(folder, 'one.json'), JSON.stringify(wrong))
    matchExactly(t, await checkAdapter(acme as PmsAdapter, folder), [says])
  }
})
