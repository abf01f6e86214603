import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { deliveriesOf, shuffled } from './deliveries-of.ts'
import { type Gateway, until, withGateway } from './gateway.ts'
import { type Plot, plots, type SentItem } from './history.ts'
import { seeded } from './random.ts'
import { type Report, type Say, tally } from './report.ts'

const SIDE_BY_SIDE = 20

/** How the second run differs: its order, its repetitions, and the number of items in a delivery and of deliveries at once. */
const variations = fc.record({ seed: fc.nat(), repetitions: fc.nat(20), together: fc.integer({ min: 1, max: 6 }) })
type Variation = { seed: number; repetitions: number; together: number }

/**
 * Sends each history twice: once item by item, and once in any order, repeated, regrouped, and concurrently. Both runs must end in the
 * same state, with one event for each fact.
 */
export async function histories(size: number, say: Say): Promise<Report> {
  const failures: string[] = []
  const { add, counts } = tally()
  await withGateway(async (gateway) => {
    const property = fc.asyncProperty(plots, variations, async (plot, variation) => {
      await sendTwice(gateway, plot, variation, add)
      const { runs = 0 } = counts()
      if (runs % 1_000 === 0) say(`histories: ${runs} of ${size}`)
    })
    // Shrinking would take hundreds of further runs. The seed is printed.
    const share = { numRuns: Math.ceil(size / SIDE_BY_SIDE), endOnFailure: true }
    const results = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => fc.check(property, share)))
    for (const result of results) if (result.failed) failures.push(fc.defaultReportMessage(result) ?? 'failed')
  })
  return { failures, counts: counts() }
}

async function sendTwice(
  gateway: Gateway,
  plot: Plot,
  { seed, repetitions, together }: Variation,
  add: ReturnType<typeof tally>['add']
): Promise<void> {
  const [one, other] = [randomBytes(5).toString('hex'), randomBytes(5).toString('hex')]
  const random = seeded(seed)
  const once = plot(one)
  const again = plot(other)
  const mixedItems = shuffled(again.items, repetitions, random)
  const results = await Promise.all([
    send(gateway, { run: one, ids: once.ids, items: once.items, together: 1, atOnce: 1, random }),
    send(gateway, { run: other, ids: again.ids, items: mixedItems, together, atOnce: together, random })
  ])
  add('runs')
  for (const { sent, events } of results) {
    add('deliveries', sent)
    add('events', events)
  }
  const [plain, mixed] = results.map(({ state }) => state)
  if (plain !== mixed) throw new Error(`two states:\n${plain}\n${mixed}`)
}

interface Run {
  run: string
  ids: readonly string[]
  items: readonly SentItem[]
  together: number
  atOnce: number
  random: ReturnType<typeof seeded>
}

async function send(gateway: Gateway, { run, ids, items, together, atOnce, random }: Run) {
  const requests = deliveriesOf(items, together, random)
  for (let at = 0; at < requests.length; at += atOnce) {
    const replies = await Promise.all(requests.slice(at, at + atOnce).map(gateway.post))
    for (const { statusCode, body } of replies) if (statusCode !== 200) throw new Error(`${statusCode} ${body}`)
  }
  const expected = facts(items)
  let found: string[] = []
  const isComplete = async () => {
    found = await storedFacts(gateway, ids)
    return isDeepStrictEqual(found, expected)
  }
  await until('one event for each fact', isComplete).catch((error: unknown) => {
    throw new Error(`expected ${expected.join('; ')}, found ${found.join('; ')}`, { cause: error })
  })
  return { sent: requests.length, events: found.length, state: (await states(gateway, ids)).replaceAll(run, 'RUN') }
}

function facts(items: readonly SentItem[]): string[] {
  const repeating = items.flatMap((one) => ('repeats' in one && one.fact !== undefined ? [one.fact] : []))
  const once = items.flatMap((one) => ('repeats' in one || one.fact === undefined ? [] : [one.fact]))
  return [...repeating, ...new Set(once)].sort()
}

/** Without the events of states, whose number depends on the order. */
async function storedFacts({ database }: Gateway, ids: readonly string[]): Promise<string[]> {
  const sql = `select type || ' ' || subject || coalesce(' ' || coalesce(data->'status'->>'status', case timebasis
      when 'event' then to_char(time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end), '') as fact
    from events where timebasis <> 'modified' and subject = any($1)`
  const subjects = ids.flatMap((id) => ['message', 'reservation', 'guest', 'room'].map((kind) => `${kind}/${id}`))
  const { rows } = await database.query(sql, [subjects])
  return rows.map(({ fact }) => String(fact)).sort()
}

async function states({ database }: Gateway, ids: readonly string[]): Promise<string> {
  const sql = `select kind, channel, source, property, external_id, state::jsonb, clock::jsonb from entities
    where external_id = any($1) order by kind, source, external_id`
  return JSON.stringify((await database.query(sql, [ids])).rows)
}
