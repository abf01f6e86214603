import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { adapters } from '../../../plugins/pms/adapters/index.ts'
import { isProblem } from '../../../schemas/reading.ts'
import { ROOT } from '../../support/root.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import { readBody } from './read-body.ts'

/** A list that no vendor has described. */
const NEW = 'zzNewList'

t.test('a list beside known fields is in an event or named, at every level of every fixture', async (t) => {
  for (const { name } of adapters) {
    for (const { title, body, places } of bodiesOf(name)) {
      if (readBody(name, body).every(isProblem)) continue
      for (const place of places) {
        const changed = structuredClone(body)
        Object.assign(at(changed, place), { [NEW]: [{ id: 'new' }] })
        t.ok(JSON.stringify(readBody(name, changed)).includes(NEW), `${name} ${title} /${place.join('/')}`)
      }
    }
  }
})

t.test('what an adapter has not read is told by its path, and a repetition stays one', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const post = async (body: object) =>
    (await app.post(`/webhooks/pms/mews?token=${SECRETS.MEWS_WEBHOOK_TOKEN}`, JSON.stringify(body))).json()
  const events = [{ Discriminator: 'ServiceOrderUpdated', Value: { Id: 'r1' }, Reasons: [{ Code: 7 }] }]
  t.equal((await post({ EnterpriseId: 'h', Events: [...events, ...events] })).outcome, 'accepted')
  t.strictSame(
    (await app.events()).map(({ data }) => data['extra']),
    [{ Reasons: [0, 1].map((at) => ({ path: `/Events/${at}/Reasons`, value: [{ Code: 7 }] })) }]
  )
  t.strictSame(await post({ EnterpriseId: 'h', Events: [], Reservations: [{ Id: 'r1' }] }).then(inShort), [
    'quarantined',
    [{ path: '/Reservations', problem: 'is not a known list' }]
  ])
  t.strictSame(await post({ EnterpriseId: 'h', IntegrationId: 'i', Events: [] }).then(inShort), ['accepted', []])
})

function inShort({ outcome, problems }: { outcome: string; problems: object[] }) {
  return [outcome, problems]
}

/** The JSON bodies of the fixtures of an adapter, with the places of their objects. */
function bodiesOf(name: string) {
  const folder = join(ROOT, 'test/fixtures/pms', name)
  return readdirSync(folder).flatMap((title) => {
    const fixture = JSON.parse(readFileSync(join(folder, title), 'utf8'))
    const { body, request = body } = fixture.steps?.[0] ?? fixture
    return typeof request === 'object' ? [{ title, body: request as object, places: placesIn(request, []) }] : []
  })
}

function placesIn(value: unknown, place: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...place, key]))
  return Array.isArray(value) ? inside : [place, ...inside]
}

function at(value: object, place: readonly string[]): object {
  return place.reduce((inner, key) => Object(inner)[key], value)
}
