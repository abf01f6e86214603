import t, { type Test } from 'tap'
import { consumerClient, type HandedOutPage, textsOf, writeMessages } from '../support/consumer-client.ts'
import { buildTestApp, type TestAppOptions } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const STEPS = 250
const GUESTS = 'abcdef'
const LADDER = [600, 600]
/** So that a lease ends when the test says so, and not because the machine is slow. */
const LEASE_SECONDS = 3_600
const RUNS = 3
/** Nobody knows then whether the request was carried out. */
const UNANSWERED = 'the database did not answer in time'

interface Lease {
  page: HandedOutPage
  texts: string[]
  isOver: boolean
}

/**
 * Workers on two gateways take events, settle some, fail some, crash, and come back too late. Beside it, a model of what must be true.
 * Returns what was not.
 */
async function simulate(t: Test, seed: number, shards: number, options: TestAppOptions = {}): Promise<string[]> {
  const random = generator(seed)
  const one = await buildTestApp(t, {}, options)
  const two = await buildTestApp(t, {}, { ...options, databaseUrl: one.databaseUrl })
  const clients = [answeredClient(one), answeredClient(two)]
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)]
  const call = (...args: Parameters<(typeof clients)[0]>) => (random() < 0.5 ? clients[0] : clients[1])?.(...args)
  await call('PUT', '/butler', { from: 'start', shards, ladder: LADDER })
  const wrong: string[] = []
  const leases: Lease[] = []
  const written = new Map<string, number>()
  const handedOut = new Map<string, number>()
  const failures = new Map<string, number>()
  const done = new Set<string>()
  const dead = new Set<string>()

  async function write(): Promise<void> {
    const texts = Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
      const guest = pick([...GUESTS]) ?? 'a'
      written.set(guest, (written.get(guest) ?? 0) + 1)
      return `${guest}${written.get(guest)}`
    })
    await writeMessages(one, texts.join(' '))
  }

  async function take(): Promise<void> {
    const limit = 1 + Math.floor(random() * 6)
    const query = `wait=0&lease=${LEASE_SECONDS}&limit=${limit}`
    const page: HandedOutPage = (await call('GET', `/butler/events?${query}`))?.body
    if (page.ack === null) return
    const texts = textsOf(page).split(' ')
    for (const text of texts) {
      const open = leases.find((lease) => !lease.isOver && lease.texts.some((other) => other[0] === text[0]))
      if (open) wrong.push(`${text} was handed out while ${open.texts} of its lane was leased`)
      handedOut.set(text, (handedOut.get(text) ?? 0) + 1)
    }
    const count = handedOut.get(texts[0] ?? '')
    if (page.attempt !== count) wrong.push(`attempt is ${page.attempt}, but ${texts[0]} was handed out ${count} times`)
    leases.push({ page, texts, isOver: false })
  }

  /** Events of a lane are settled in the order of the feed. */
  function settle(text: string): void {
    if (done.has(text) || dead.has(text)) return
    for (let before = 1; before < Number(text.slice(1)); before++) {
      const earlier = `${text[0]}${before}`
      if (!done.has(earlier) && !dead.has(earlier)) wrong.push(`${text} was settled before ${earlier}`)
    }
    done.add(text)
  }

  function fail(text: string): boolean {
    const count = (failures.get(text) ?? 0) + 1
    failures.set(text, count)
    if (count > LADDER.length) dead.add(text)
    return count <= LADDER.length
  }

  async function acknowledge(lease: Lease): Promise<void> {
    const { page, texts } = lease
    const end = random() < 0.4 ? Math.floor(random() * texts.length) : undefined
    const failed = texts.filter(() => random() < 0.25)
    const upTo = end === undefined ? undefined : page.events[end]?.id
    const body = {
      ack: page.ack,
      ...(upTo && { upTo }),
      ...(failed.length > 0 && {
        failed: failed.map((text) => ({ id: page.events[texts.indexOf(text)]?.id, reason: 'x' }))
      })
    }
    // The first answer was lost.
    if (random() < 0.3) await call('POST', '/butler/ack', body)
    const answer = await call('POST', '/butler/ack', body)
    if (answer?.status !== 200) {
      if (!lease.isOver) wrong.push(`a lease that holds is lost: ${JSON.stringify(answer?.body)}`)
      return
    }
    if (lease.isOver) wrong.push('an ack came after its lease had ended, and was taken')
    const held = new Set<string>()
    const open: string[] = []
    for (const [at, text] of texts.entries()) {
      if (failed.includes(text)) {
        if (fail(text)) held.add(text[0] ?? '')
      } else if (held.has(text[0] ?? '')) continue
      else if (end === undefined || at <= end) settle(text)
      else open.push(text)
    }
    lease.isOver = open.length === 0
    if (lease.isOver !== (answer.body.expires === null))
      wrong.push(`open is ${open}, but expires is ${answer.body.expires}`)
    // What is open comes again after the lease.
    lease.texts.splice(0, Number.POSITIVE_INFINITY, ...open)
    lease.page = {
      ...page,
      events: page.events.filter(({ subject }) => open.includes(subject.replace('message/wamid.', '')))
    }
  }

  async function expire(): Promise<void> {
    await one.rows(
      "update consumer_shards set leased_until = now() - interval '1 second' where leased_until is not null"
    )
    for (const lease of leases) lease.isOver = true
  }

  /** The pauses of the ladder end. */
  const endPauses = () => one.rows('update parked set next_at = now() where next_at is not null')

  for (let step = 0; step < STEPS; step++) {
    const chance = random()
    const lease = pick(leases)
    if (chance < 0.2) await write()
    else if (chance < 0.6) await take()
    else if (chance < 0.95) await (lease && lease.texts.length > 0 ? acknowledge(lease) : take())
    else if (chance < 0.975) await endPauses()
    else await expire()
  }
  await expire()
  // A gateway that the database did not answer in time has written messages to its spool.
  const total = [...written.values()].reduce((sum, count) => sum + count, 0)
  await until(async () => {
    const [row] = await one.rows('select count(*)::int as count from events')
    return row?.['count'] === total
  }, 'all messages are in the feed')
  for (let empty = 0; empty < 3; ) {
    leases.length = 0
    await endPauses()
    await take()
    const [lease] = leases
    if (lease === undefined) empty++
    else {
      const answer = await call('POST', '/butler/ack', { ack: lease.page.ack })
      if (answer?.status === 200) for (const text of lease.texts) settle(text)
    }
  }
  for (const [guest, count] of written) {
    for (let number = 1; number <= count; number++) {
      const text = `${guest}${number}`
      if (!done.has(text) && !dead.has(text)) wrong.push(`${text} is lost`)
    }
  }
  const view = (await call('GET', '/butler'))?.body
  if (view.lag.events !== 0 || view.parked !== 0) wrong.push(`lag ${view.lag.events}, parked ${view.parked}`)
  if (view.deadLetters !== dead.size) wrong.push(`${view.deadLetters} dead letters instead of ${dead.size}`)
  return wrong
}

/** Begins again if the machine was too busy for the database to answer. */
async function untilAnswered<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let run = 1; ; run++) {
    try {
      return await work()
    } catch (error) {
      if (run === RUNS || !(error instanceof Error) || error.message !== UNANSWERED) throw error
    }
  }
}

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

t.test('nothing is lost, and the order of each lane holds, whatever workers do', async (t) => {
  for (const [seed, shards] of [
    [1, 1],
    [2, 1],
    [3, 4],
    [4, 16]
  ] as const) {
    t.strictSame(await untilAnswered(() => simulate(t, seed, shards)), [], `seed ${seed}, ${shards} shards`)
  }
})

t.test('the test finds a gateway that does not keep lanes in order', async (t) => {
  const wrong = await untilAnswered(() => simulate(t, 1, 1, { limits: { consumers: { keepsOrder: 0 } } }))
  t.ok(
    wrong.some((line) => / was settled before /.test(line)),
    String(wrong.slice(0, 5))
  )
})

t.test('the test finds a gateway that takes an ack without its lease', async (t) => {
  const wrong = await untilAnswered(() => simulate(t, 1, 1, { limits: { consumers: { fencing: 0 } } }))
  t.ok(
    wrong.some((line) => /while .* of its lane was leased/.test(line)),
    String(wrong.slice(0, 5))
  )
})

t.test('many requests at the same time get each event once', async (t) => {
  const texts = [...'abcdefghijkl'].flatMap((guest) => [1, 2, 3, 4].map((number) => `${guest}${number}`))
  const { seen, acks } = await untilAnswered(() => readTogether(t, texts))
  t.strictSame(new Set(acks), new Set([200]))
  t.strictSame([...seen].sort(), [...texts].sort())
  for (const guest of 'abcdefghijkl') {
    t.equal(seen.filter((text) => text[0] === guest).join(' '), `${guest}1 ${guest}2 ${guest}3 ${guest}4`)
  }
})

/** Eight workers on two gateways. Each ack is sent three times at once. */
async function readTogether(t: Test, texts: readonly string[]): Promise<{ seen: string[]; acks: number[] }> {
  const one = await buildTestApp(t)
  const two = await buildTestApp(t, {}, { databaseUrl: one.databaseUrl })
  const clients = [answeredClient(one), answeredClient(two)]
  await clients[0]?.('PUT', '/butler', { from: 'start', shards: 8 })
  await writeMessages(one, texts.join(' '))
  const seen: string[] = []
  const acks: number[] = []
  async function work(client: (typeof clients)[0]): Promise<void> {
    for (let empty = 0; empty < 3; ) {
      const page: HandedOutPage = (await client('GET', `/butler/events?wait=0&lease=${LEASE_SECONDS}&limit=2`)).body
      if (page.ack === null) {
        empty++
        continue
      }
      seen.push(...textsOf(page).split(' '))
      const answers = await Promise.all([1, 2, 3].map(() => client('POST', '/butler/ack', { ack: page.ack })))
      acks.push(...answers.map(({ status }) => status))
    }
  }
  await Promise.all([...clients, ...clients, ...clients, ...clients].map(work))
  // The last shards may have been busy while everybody looked.
  for (const client of clients) await work(client)
  return { seen, acks }
}

/** A client that throws UNANSWERED. */
function answeredClient(gateway: Parameters<typeof consumerClient>[0]): ReturnType<typeof consumerClient> {
  const client = consumerClient(gateway)
  return async (...call) => {
    const answer = await client(...call)
    if (answer.status === 503) throw new Error(UNANSWERED)
    return answer
  }
}
