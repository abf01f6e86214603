import { once } from 'node:events'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { startFake } from '../../src/fakes/start-fake.ts'

t.test('a fake fails as it is told to, and heals', async (t) => {
  const { fake, ask } = await mews(t)
  const outcomes = []
  for (const failure of ['unauthorized', 'refused', 'too_many', 'too_many_bare', 'server_error'] as const) {
    fake.fail(failure, { times: 1 })
    const { status, retryAfter } = await ask()
    outcomes.push([failure, status, retryAfter])
  }
  t.strictSame(outcomes, [
    ['unauthorized', 401, null],
    ['refused', 403, null],
    ['too_many', 429, '2'],
    ['too_many_bare', 429, null],
    ['server_error', 500, null]
  ])
  fake.fail('html')
  const { status, text } = await ask()
  t.equal(status, 200)
  t.match(text, /^<!doctype html>/)
  fake.heal()
  const { text: whole } = await ask()
  fake.fail('half_json', { times: 1 })
  const { text: half } = await ask()
  t.equal(half.length, Math.ceil(whole.length / 2))
  t.throws(() => JSON.parse(half))
  fake.fail('success_false', { times: 1 })
  t.strictSame(JSON.parse((await ask()).text), { success: false, message: 'The request could not be processed' })
  fake.fail('redirect', { times: 1 })
  t.equal((await ask()).status, 302)
  fake.fail('down', { path: 'configuration' })
  await t.rejects(ask())
  fake.heal()
  t.equal((await ask()).status, 200)
})

t.test('the clock of a fake can be wrong', async (t) => {
  const { fake, ask } = await mews(t)
  const honest = Date.parse(JSON.parse((await ask()).text).NowUtc)
  fake.setClockOffset(3_600_000)
  const wrong = Date.parse(JSON.parse((await ask()).text).NowUtc)
  t.ok(wrong - honest >= 3_600_000 && wrong - honest < 3_660_000)
})

t.test('a change is announced to the gateway, until webhooks are stopped', async (t) => {
  const received: string[] = []
  const gateway = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk.toString()))
    request.on('end', () => response.end())
  }).listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  t.teardown(() => gateway.close())
  const { port } = Object(gateway.address())
  const { fake } = await mews(t)
  fake.setWebhooks({ url: `http://127.0.0.1:${port}/` })
  const { id, statuses } = await fake.edit()
  t.strictSame(statuses, [200])
  t.strictSame(JSON.parse(received[0] ?? '').Events, [{ Discriminator: 'ServiceOrderUpdated', Value: { Id: id } }])
  fake.setWebhooks({ enabled: false })
  t.strictSame((await fake.edit()).statuses, [])
  t.equal(received.length, 1)
})

t.test('the control paths change a fake from outside', async (t) => {
  const { fake, ask } = await mews(t)
  const control = async (method: string, path: string, body?: object): Promise<[number, unknown]> => {
    const reply = await fetch(`${fake.url}/_fake/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    return [reply.status, await reply.json()]
  }
  t.strictSame(await control('POST', 'webhooks', { enabled: false }), [200, { done: true }])
  const id = fake.records.all('reservations').at(-1)?.['Id']
  t.strictSame(await control('POST', 'changes', { count: 2 }), [
    200,
    {
      changes: [
        { id, statuses: [] },
        { id, statuses: [] }
      ]
    }
  ])
  t.strictSame(await control('POST', 'changes', { id: 'x' }), [404, { error: 'Error: the fake has no reservation x' }])
  t.equal((await control('POST', 'failures', { failure: 'nonsense' }))[0], 400)
  await control('POST', 'failures', { failure: 'server_error' })
  t.equal((await ask()).status, 500)
  await control('DELETE', 'failures')
  t.equal((await ask()).status, 200)
  const [, answer] = await control('GET', 'calls')
  t.strictSame(
    Object(answer).calls.map((call: { status: number }) => call.status),
    [500, 200]
  )
  t.equal((await control('GET', 'nothing'))[0], 404)
})

async function mews(t: Test) {
  const fake = await startFake('mews')
  t.teardown(() => fake.close())
  const { MEWS_CLIENT_TOKEN: ClientToken, MEWS_ACCESS_TOKEN: AccessToken } = fake.settings
  const ask = async () => {
    const body = JSON.stringify({ ClientToken, AccessToken, Client: 'Test 1.0.0' })
    const url = `${fake.url}/api/connector/v1/configuration/get`
    const reply = await fetch(url, { method: 'POST', body, redirect: 'manual' })
    return { status: reply.status, retryAfter: reply.headers.get('retry-after'), text: await reply.text() }
  }
  return { fake, ask }
}
