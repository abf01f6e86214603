import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import {
  addressList,
  basic,
  bearer,
  bodyCredential,
  challenge,
  ed25519,
  hmac,
  jwt,
  none,
  ping,
  rsa,
  secretHeader,
  sharedSecret,
  standardWebhooks,
  urlToken
} from '../../src/contract/verifiers.ts'
import { checkAdapter } from '../../src/testing/check-adapter.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { acme } from './acme.ts'

const BASES = resolve(ROOT, 'test/fixtures/testing')
const RIGHT = ['batch', 'bookings', 'chat', 'desk', 'forms', 'inn', 'soap', 'stays', 'topics']

for (const base of RIGHT) {
  t.test(`a right adapter passes: ${base}`, async (t) => {
    const { default: adapter } = await import(pathToFileURL(join(BASES, base, 'adapter.mjs')).href)
    t.strictSame(await checkAdapter(adapter, join(BASES, base)), [])
  })
}

t.test('a right adapter passes, whatever verifies its sender and however it is greeted', async (t) => {
  const timed = hmac({ header: 'x-signature', encoding: 'base64', timestamp: { header: 'x-time' } })
  const { default: batch } = await import(pathToFileURL(join(BASES, 'batch', 'adapter.mjs')).href)
  const verifiers = {
    ...{ basic: basic(), bearer: bearer(), body: bodyCredential('auth', 'key'), timed, token: urlToken() },
    ...{ list: addressList(['192.0.2.0/24']), guarded: addressList(['192.0.2.7'], secretHeader('x-key')) },
    ...{ none: none(), svix: standardWebhooks('svix'), shared: sharedSecret() },
    ...{ hs256: jwt({ algorithm: 'HS256', bodyHash: { claim: 'sha' } }), rs256: jwt({ algorithm: 'RS256' }) },
    ...{ rsa: rsa({ header: 'x-signature' }), ed25519: ed25519({ header: 'x-signature', encoding: 'hex' }) }
  }
  for (const [kind, verify] of Object.entries(verifiers)) {
    for (const handshake of [challenge('hub.challenge'), ping()]) {
      const reply: PmsAdapter['reply'] = (payload) =>
        payload === undefined ? undefined : { contentType: 'text/plain', body: 'thanks' }
      t.strictSame(await checkAdapter({ ...batch, verify, handshake, reply }, join(BASES, 'batch')), [], kind)
    }
  }
  t.strictSame(await checkAdapter({ ...batch, verify: [urlToken(), basic()] }, join(BASES, 'batch')), [])
})

t.test('a right adapter passes whose credential is in another place in each shape', async (t) => {
  const folder = t.testdir({
    'new.json': xmlFixture('New'),
    'changed.json': xmlFixture('New'),
    'gone.json': xmlFixture('Gone')
  })
  const adapter: PmsAdapter = {
    ...{ name: 'shapes', title: 'Shapes', docs: 'https://docs.shapes.example', evidence: 'documented', decode: 'xml' },
    verify: [bodyCredential('New', 'Auth', 'Password'), bodyCredential('Gone', 'Auth', 'Password')],
    payload: Type.Union([Type.Object({ New: Type.Object({}) }), Type.Object({ Gone: Type.Object({}) })]),
    normalize(_payload, { fields }) {
      const shape = fields.in('New').isPresent ? fields.in('New') : fields.in('Gone')
      const time = shape.instant('At')
      return [
        {
          key: [shape.id('Event')],
          time,
          reservation: { externalId: shape.id('ID'), ...shape.status('State', { on: 'confirmed' }) }
        }
      ]
    }
  }
  t.strictSame(await checkAdapter(adapter, folder), [])
})

function xmlFixture(root: string): string {
  const body = `<${root}><Auth><Password>{{secret}}</Password></Auth><Event>e-${root}</Event><At>2026-05-01T10:00:00Z</At><ID>B-1</ID><State>on</State></${root}>`
  const events = [{ type: 'reservation.created', subject: 'reservation/B-1', time: '2026-05-01T10:00:00.000Z' }]
  return JSON.stringify({ from: 'https://docs.shapes.example', contentType: 'text/xml', body, events })
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
    [{ body: {}, events: [] }, /one.json:1: \/from/],
    [{ from: 'a guess', body: {}, events: [] }, /vendor's page/],
    [{ from: 'https://docs.acme.example', events: [] }, /has no body/],
    [{ from: 'https://docs.acme.example', body: {}, events: [{ type: 'x.y' }] }, /\/events\/0\/subject/]
  ] as const) {
    writeFileSync(join(folder, 'one.json'), JSON.stringify(wrong))
    t.match((await checkAdapter(acme as PmsAdapter, folder))[0], says)
  }
})
