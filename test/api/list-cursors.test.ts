import t from 'tap'
import { toListCursor } from '../../src/api/accounts/list.ts'
import { toCursor } from '../../src/feed/cursor.ts'
import { WITH_ACCOUNTS } from '../support/test-accounts.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64url')

// Each list of the API that goes on behind a cursor, beside the feed and the deliveries.
const LISTS = [
  '/api/hotels?after=',
  '/api/accounts?after=',
  '/api/keys?after=',
  '/api/operators?after=',
  '/api/audit?after=',
  '/api/unclaimed?after=',
  '/api/consumers/butler/dead-letters?after=',
  '/api/destinations/robot/dead-letters?after=',
  '/api/destinations/robot/attempts?before='
]

t.test('a text that is no cursor of a list is a 400, and any cursor of one is answered', async (t) => {
  const app = await buildTestApp(t, WITH_ACCOUNTS)
  await app.get('/api/consumers/butler/events')
  const put = { method: 'PUT', headers: { authorization: `Bearer ${API_TOKEN}` } } as const
  const payload = { url: 'https://receiver.example.test/' }
  t.equal((await app.app.inject({ ...put, url: '/api/destinations/robot', payload })).statusCode, 201)
  const cursor = toListCursor(7)
  const wrong = ['', 'x', 'now', '7', `${cursor}=`, `${cursor}A`, `${cursor}!`, cursor.slice(0, -1), toCursor(7)]
  const texts = ['l', 'l-7', 'l07', 'l7.5', 'xl7', 'l7x', ' l7', `l${'9'.repeat(16)}`, `l${'9'.repeat(5_000)}`, 'l7\0']
  for (const list of LISTS) {
    for (const text of [...wrong, ...texts.map(encoded)]) {
      const reply = await app.get(list + encodeURIComponent(text))
      t.match(reply.json().error?.code, /^(UNKNOWN_CURSOR|VALIDATION_ERROR)$/, `${list}${text.slice(0, 40)}`)
      t.equal(reply.statusCode, 400, `${list}${text.slice(0, 40)}`)
    }
    for (const id of [0, 7, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      t.equal((await app.get(list + toListCursor(id))).statusCode, 200, `${list}${id}`)
    }
  }
})
