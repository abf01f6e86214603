import t from 'tap'
import { createCircuit } from '../../src/hydration/circuit.ts'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

t.test('while a vendor is away for an hour, one call every 30 s tries it', async (t) => {
  let now = 0
  const circuit = createCircuit(() => now)
  for (let failures = 0; failures < 5; failures++) circuit.failed()
  let trials = 0
  for (; now < 3_600_000; now += 1_000) {
    if (!circuit.admits()) continue
    trials++
    circuit.failed()
  }
  t.ok(trials >= 115 && trials <= 120, `${trials} trials`)
  t.equal(circuit.worked(), true)
  t.equal(circuit.admits(), true)
})

t.test('while a vendor is away nothing is lost, and the newest state of each record comes last', async (t) => {
  const settings = { HYDRATION_WAIT_SECONDS: '1' }
  const { fake, events, provider, hasBaseline } = await startHydrated(t, 'apaleo', { settings })
  await hasBaseline()
  fake.fail('down')
  const statuses = ['InHouse', 'CheckedOut']
  const ids = ['XPGMSXGF-1', 'XPGMSXGF-2', 'XPGMSXGF-3']
  for (const status of statuses) {
    for (const id of ids) {
      fake.put('reservations', { ...fake.record('reservations', id), status })
      await fake.announce('reservations', id)
    }
  }
  await until(async () => (await events()).filter(({ hydrated }) => !hydrated).length === 6, 'the thin events')
  t.equal((await provider()).queue.waiting, 3)
  fake.heal()
  await until(async () => (await events()).filter(({ hydrated }) => hydrated).length === 3, 'the records')
  const all = await events()
  for (const id of ids) {
    const own = all.filter(({ subject }) => subject === `reservation/${id}`)
    t.strictSame([own.length, own.at(-1)?.hydrated, own.at(-1)?.type], [3, true, 'guest.checked_out'], id)
  }
  await until(async () => (await provider()).queue.waiting === 0, 'the queue is empty')
})
