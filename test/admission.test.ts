import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { heldLedger } from './held-ledger.ts'
import { buildTestApp } from './helper.ts'

const MESSAGE = new URLSearchParams({ MessageSid: 'SM1', From: '+14155550123', To: '+14155550100' }).toString()

t.test('past the bound of requests the answer is a quick 503, and SMS is turned away last', async (t) => {
  const { makeLedger, release } = heldLedger()
  const { app } = await buildTestApp(t, {}, { makeLedger })
  const guest = (id: number) => JSON.stringify({ externalId: `g${id}`, source: 'test', lastName: 'Lindqvist' })
  const post = (id: number) => app.inject({ method: 'POST', url: '/webhooks/pms/guests', payload: guest(id) })
  const held = Array.from({ length: 375 }, (_, n) => post(n))
  await sleep(200)

  let quickest = Number.POSITIVE_INFINITY
  let refused = await post(376)
  // One alone says more about what else runs on the machine.
  for (let n = 0; n < 5; n++) {
    const began = performance.now()
    refused = await post(377 + n)
    quickest = Math.min(quickest, performance.now() - began)
  }
  t.ok(quickest < 50)
  t.match(refused, { statusCode: 503, headers: { 'retry-after': '5' } })
  t.match(refused.json(), { error: { code: 'OVERLOADED' } })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const sms = app.inject({ method: 'POST', url: '/webhooks/sms', headers, payload: MESSAGE })

  release()
  t.equal((await sms).statusCode, 200)
  t.ok((await Promise.all(held)).every(({ statusCode }) => statusCode === 200))
  t.equal((await post(400)).statusCode, 200, 'there is room again')
})

t.test('bodies that do not come to an end hold no more memory than there is for them', async (t) => {
  const { app } = await buildTestApp(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const announced = 4 * 1024 * 1024
  const head = `POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: ${announced}\r\n\r\n`
  const idle = await Promise.all(Array.from({ length: 50 }, () => open(Number(port), head)))
  t.equal((await app.inject('/webhooks/pms/mews')).statusCode, 405)
  t.equal((await postGuest(app)).statusCode, 200, 'what is only announced counts for nothing')

  const filler = Buffer.alloc(announced - 1, 0x20)
  const full = await Promise.all(Array.from({ length: 7 }, () => open(Number(port), head)))
  // A 503 where the others were quicker than its head, else the end of its connection.
  const turnedAway = new Set<Socket>()
  for (const socket of full) {
    socket.on('data', () => turnedAway.add(socket)).on('close', () => turnedAway.add(socket))
    socket.write(filler)
  }
  for (let tries = 0; tries < 100 && turnedAway.size === 0; tries++) await sleep(20)
  t.ok(turnedAway.size > 0 && turnedAway.size < 7, 'what does not fit any more is turned away, the rest is not')
  for (const socket of [...idle, ...full]) socket.destroy()
  for (let tries = 0; tries < 50 && (await postGuest(app)).statusCode !== 200; tries++) await sleep(20)
  t.equal((await postGuest(app)).statusCode, 200)
})

t.test('requests behind others of a connection that breaks are over with it', async (t) => {
  const { makeLedger, release } = heldLedger()
  const { app } = await buildTestApp(t, {}, { makeLedger })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const payload = JSON.stringify({ externalId: 'g1', source: 'test', lastName: 'Lindqvist' })
  const request = `POST /webhooks/pms/guests HTTP/1.1\r\nhost: x\r\ncontent-length: ${payload.length}\r\n\r\n${payload}`
  for (let n = 0; n < 20; n++) {
    const socket = await open(Number(port), request.repeat(20))
    await sleep(20)
    socket.resetAndDestroy()
  }
  release()
  await sleep(100)
  t.equal((await postGuest(app)).statusCode, 200, 'none of them counts any more')

  const began = performance.now()
  await app.close()
  t.ok(performance.now() - began < 5_000, 'and none is waited for')
})

function postGuest(app: Awaited<ReturnType<typeof buildTestApp>>['app']) {
  const payload = JSON.stringify({ externalId: 'g1', source: 'test', lastName: 'Lindqvist' })
  return app.inject({ method: 'POST', url: '/webhooks/pms/guests', payload })
}

async function open(port: number, head: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(head)
  return socket
}
