import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { createWorkload, type Workload } from '../../src/ingest/workload.ts'

const BOUNDS = { ...LIMITS.http, requests: 1_000, freeRequests: 10, expectedWaitMs: 2_000 }

function start() {
  const clock = { ms: 500 }
  return { clock, workload: createWorkload(BOUNDS, () => clock.ms) }
}

/** Requests that begin, and end at once. */
function serve(workload: Workload, count: number): void {
  for (let n = 0; n < count; n++) {
    workload.began()
    workload.ended()
  }
}

/** Begins requests of channels with this share until one has no room. Returns how many are at work then. */
function fill(workload: Workload, share = 1): number {
  while (workload.hasRoom(share)) workload.began()
  return workload.requests()
}

t.test('without a rate, only the free requests are taken', async (t) => {
  const { workload } = start()
  t.equal(fill(workload, 0.75), 8)
  t.equal(fill(workload), 10)
})

t.test('with a rate, as many are taken as end within two seconds', async (t) => {
  const { workload } = start()
  serve(workload, 60)
  t.equal(fill(workload, 0.75), 90)
  t.equal(fill(workload), 120)
})

t.test('a rate so low that fewer would be taken than the free ones changes nothing', async (t) => {
  const { workload } = start()
  serve(workload, 2)
  t.equal(fill(workload), 10)
})

t.test('the hard bound holds at any rate, and above the free requests', async (t) => {
  const { workload } = start()
  serve(workload, 5_000)
  t.equal(fill(workload), 1_000)
  t.equal(fill(createWorkload({ ...BOUNDS, requests: 4 })), 4)
})

t.test('the best of the last seconds is the rate, and older ones are forgotten', async (t) => {
  const { clock, workload } = start()
  serve(workload, 60)
  clock.ms = 1_500
  serve(workload, 20)
  clock.ms = 3_999
  t.equal(fill(workload), 120, 'three seconds later')
  clock.ms = 4_000
  t.equal(workload.hasRoom(1), false)
  while (workload.requests() > 0) workload.ended()
  clock.ms = 9_000
  t.equal(fill(workload), 10, 'after a pause nothing is known')
})

t.test('what ended lately makes room', async (t) => {
  const { workload } = start()
  fill(workload)
  t.equal(workload.hasRoom(1), false)
  workload.ended()
  t.equal(workload.hasRoom(1), true)
})
