import { drizzle } from 'drizzle-orm/node-postgres'
import Fastify from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { openPool } from '../../bench/open-pool.ts'
import { deliveries, events } from '../../src/db/tables.ts'
import { handleError } from '../../src/http/error-handler.ts'
import { createLogger, describeError } from '../../src/observability/logger.ts'
import { explain } from '../../src/startup/start-errors.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createDatabase } from '../support/test-app.ts'

// A guest can write whatever an error quotes, also what looks like a place in the code.
const SAID = 'SENTINEL hello\n    at SENTINEL (file:///SENTINEL.js:1:1)'
const NOW = '2026-11-24T00:00:00.000Z'
const ID = uuidv7()

const about = { id: ID, channel: 'test', receivedAt: NOW, verified: true }
const delivery: typeof deliveries.$inferInsert = {
  ...{ ...about, source: SAID, endpoint: '/SENTINEL', masked: false, outcome: 'accepted', reason: SAID },
  ...{ problems: [], eventIds: [], body: Buffer.from(SAID) }
}
const event: typeof events.$inferInsert = {
  ...{ ...about, type: SAID, source: 'test', subject: SAID, time: NOW, deliveryId: ID, timebasis: 'event' },
  ...{ hydrated: false, data: { message: SAID } }
}

t.test('a refusal of the database is its code and its constraint, and never what was refused', async (t) => {
  const pool = openPool(await createDatabase(t), 1)
  t.teardown(() => pool.end())
  await pool.query("alter table events add constraint no_sentinel check (subject not like 'SENTINEL%')")
  const database = drizzle({ client: pool })
  const refusals: readonly (readonly [PromiseLike<unknown>, object])[] = [
    [database.insert(deliveries).values([delivery, delivery]), { code: '23505', constraint: 'deliveries_id' }],
    [database.insert(events).values(event), { code: '23514', constraint: 'no_sentinel' }],
    [database.insert(deliveries).values({ ...delivery, receivedAt: SAID }), { code: '22007' }]
  ]
  for (const [refused, cause] of refusals) {
    const error = await refused.then(
      () => t.fail('it should have been refused'),
      (error: unknown) => error
    )
    t.match(describeError(error), { cause })
    t.match(Object(describeError(error)).stack[0], /^at .*node_modules/, 'and where it happened')
    hasText(t, withPlainPino(error), 'SENTINEL', 'a logger that tells all would be found out')
    t.notMatch(await everythingSaid(error), 'SENTINEL')
  }
})

t.test('no error of any make is quoted', async (t) => {
  const renamed = Object.assign(new Error(SAID), { message: 'another message' })
  const nested = new AggregateError([new Error(SAID)], SAID, { cause: new TypeError(SAID, { cause: SAID }) })
  const own = Object.assign(new RangeError(SAID), { detail: SAID, params: [SAID], url: SAID, statusCode: 422 })
  for (const error of [renamed, nested, own, SAID, { message: SAID }]) {
    t.notMatch(await everythingSaid(error), 'SENTINEL')
  }
  matchExactly(t, describeError(nested), {
    type: 'AggregateError',
    cause: { type: 'TypeError', cause: { type: 'string' } }
  })
})

/** Every line and every answer that comes of an error, however it is logged. */
async function everythingSaid(error: unknown): Promise<string> {
  const lines: string[] = []
  const logger = createLogger('trace')
  Reflect.set(logger, pino.symbols.streamSym, { write: (line: string) => lines.push(line) })
  logger.error({ err: error }, 'with a message')
  logger.error({ err: error })
  if (error instanceof Error) logger.child({ reqId: 1 }).error(error)

  const app = Fastify({ loggerInstance: logger })
  app.setErrorHandler(handleError)
  app.get('/', async () => {
    throw error
  })
  const { body } = await app.inject('/')
  await app.close()
  const atStart = error instanceof Error && error.constructor === Error ? '' : explain(error)
  if (lines.length < 4) throw new Error('nothing was logged')
  return [...lines, body, atStart].join('\n')
}

function withPlainPino(error: unknown): string {
  let text = ''
  pino({}, { write: (line: string) => (text += line) }).error({ err: error }, 'failed')
  return text
}
