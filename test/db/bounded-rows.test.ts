import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import t from 'tap'
import { NOW, type PageRequest } from '../../src/db/bounded-rows.ts'
import type { Database } from '../../src/db/connect.ts'
import { type EventFilter, readEvents } from '../../src/db/events.ts'
import { storeEvents } from '../feed/fixture.ts'
import { openDatabase } from '../ledger/fixture.ts'
import { buildTestApp } from '../support/test-app.ts'

t.test('whatever the sizes and limits, the cursor gives each event once, in order, within the bytes', async (t) => {
  const app = await buildTestApp(t)
  const { query } = openDatabase(t, app.databaseUrl)
  const stored = fc.record({
    size: fc.oneof(fc.nat(400), fc.nat(5_000), fc.nat(60_000)),
    type: fc.constantFrom('a.b', 'c.d')
  })
  const property = fc.asyncProperty(
    fc.array(stored, { maxLength: 40 }),
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 100_000 }),
    fc.constantFrom(undefined, 'a.b', 'c.d', 'e.f'),
    async (events, limit, bytes, type) => {
      await app.rows('truncate events')
      const numbers = await storeEvents(app, events)
      const wanted = numbers.filter((n) => type === undefined || events[n]?.type === type)
      const { seen, pages } = await follow(query, { limit, bytes }, type === undefined ? {} : { types: [type] })
      t.strictSame(seen, wanted)
      for (const page of pages) {
        t.ok(page.rows.length <= limit)
        if (page.bytes > bytes) t.equal(page.rows.length, 1, 'only a single event is larger than a page may be')
      }
    }
  )
  await fc.assert(property, { numRuns: 40 })
})

t.test('a page of large rows looks at no more rows than it answers, and two', async (t) => {
  const app = await buildTestApp(t)
  const { query } = openDatabase(t, app.databaseUrl)
  await storeEvents(
    app,
    Array.from({ length: 200 }, () => ({ size: 50_000 }))
  )
  for (const filter of [{}, { entity: 'guest/g' }, { types: ['guest.updated'] }]) {
    const plan = await planOf(query, { after: 0, limit: 1_000, bytes: 500_000 }, filter)
    const looked = nodesOf(plan).find(({ name }) => name === 'CTE candidate')
    t.equal(looked?.rows, 11, `${JSON.stringify(filter)}: nine fit`)
  }
})

t.test('the end of the feed, and what lies behind it', async (t) => {
  const app = await buildTestApp(t)
  const { query } = openDatabase(t, app.databaseUrl)
  const request = { limit: 10, bytes: 1e6 }
  const nothing = { rows: [], position: 0, more: false, oversized: undefined }
  t.strictSame(await readEvents(query, { after: 0, ...request }, {}), nothing, 'an empty feed')
  await storeEvents(app, [{ size: 10 }, { size: 10 }])
  const { position } = await readEvents(query, { after: 0, ...request }, {})
  for (const [after, filter] of [
    [0, { types: ['no.such'] }],
    [position, {}],
    [NOW, {}]
  ] as const) {
    t.strictSame(await readEvents(query, { after, ...request }, filter), { ...nothing, position })
  }
  t.equal((await readEvents(query, { after: position + 5, ...request }, {})).position, position + 5)
  t.equal((await readEvents(query, { after: 0, ...request, limit: 2 }, {})).more, true, 'a full page')
})

t.test('an event that is larger than a page is named by its size, and read when it is allowed to be', async (t) => {
  const app = await buildTestApp(t)
  const { query } = openDatabase(t, app.databaseUrl)
  await storeEvents(app, [{ size: 100_000 }, { size: 10 }])
  const request = { after: 0, limit: 10, bytes: 1_000 }
  const { oversized = 0, ...page } = await readEvents(query, request, {})
  t.strictSame(page, { rows: [], position: 0, more: true })
  t.ok(oversized > 100_000 && oversized < 101_000, `${oversized}`)
  const found = await readEvents(query, { ...request, bytes: oversized }, {})
  t.equal(found.rows.length, 1)
  t.equal(JSON.parse(found.rows[0]?.data ?? '').text.length, 100_000)
  t.equal((await readEvents(query, { ...request, bytes: Number.POSITIVE_INFINITY }, {})).rows.length, 2)
})

t.test('the same with jsonb columns, which old databases have', async (t) => {
  const app = await buildTestApp(t)
  await app.rows('alter table events alter column data type jsonb')
  const { query } = openDatabase(t, app.databaseUrl)
  const numbers = await storeEvents(
    app,
    [10, 5_000, 60_000, 10, 200_000, 3_000].map((size) => ({ size }))
  )
  t.strictSame((await follow(query, { limit: 3, bytes: 50_000 }, {})).seen, numbers)
})

/** All pages of a feed, as a reader gets them that may hold what is too large for a page. */
async function follow(query: Database['query'], bounds: Omit<PageRequest, 'after'>, filter: EventFilter) {
  const seen: number[] = []
  const pages: { rows: readonly unknown[]; bytes: number }[] = []
  for (let after = 0, more = true, bytes = bounds.bytes; more; ) {
    const page = await readEvents(query, { ...bounds, after, bytes }, filter)
    bytes = page.oversized ?? bounds.bytes
    if (page.oversized !== undefined) continue
    const texts = page.rows.map(({ data }) => data)
    seen.push(...texts.map((data) => JSON.parse(data).n))
    pages.push({ rows: page.rows, bytes: texts.join('').length })
    after = page.position
    more = page.more
  }
  return { seen, pages }
}

interface Node {
  'Subplan Name'?: string
  'Actual Rows': number
  Plans?: readonly Node[]
}

/** How PostgreSQL executes what a page is read with. */
async function planOf(query: Database['query'], request: PageRequest, filter: EventFilter): Promise<Node> {
  let plan: Node | undefined
  const explaining = {
    async execute(statement: unknown) {
      const { rows } = await query.execute(sql`explain (analyze, format json) ${statement}`)
      plan = Object(rows[0])['QUERY PLAN'][0].Plan
      throw new Error('enough')
    }
  }
  // Only `execute` is used.
  await readEvents(explaining as unknown as Database['query'], request, filter).catch(() => undefined)
  if (plan === undefined) throw new Error('there is no plan')
  return plan
}

function nodesOf(node: Node): { name: string | undefined; rows: number }[] {
  return [{ name: node['Subplan Name'], rows: node['Actual Rows'] }, ...(node.Plans ?? []).flatMap(nodesOf)]
}
