import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import { createAnswers } from '../../src/http/answers.ts'

const BOUNDS = { waitMs: 10_000, stallMs: 60_000, pressedStallMs: 60_000, bytesPerSecond: 1 }

t.test('an answer for a client that went away during the work takes no share', async (t) => {
  const answers = createAnswers({ total: 10, ...BOUNDS })
  const app = Fastify()
  t.teardown(() => app.close())
  const taken = new Promise((resolve, reject) => {
    app.get('/', async (request, reply) => {
      client.destroy()
      await once(request.raw.socket, 'close')
      await new Promise(setImmediate)
      const lease = answers.take(reply, 10)
      lease.then(resolve, reject)
      return lease
    })
  })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const client = connect({ port: Number(port), host: '127.0.0.1' })
  client.write('GET / HTTP/1.1\r\nhost: a.test\r\n\r\n')
  await t.rejects(taken, { code: 'OVERLOADED' })
})

t.test('a share lasts until the answer is taken', async (t) => {
  const answers = createAnswers({ total: 10, ...BOUNDS })
  const app = Fastify()
  app.get('/', async (_request, reply) => answers.send(reply, '{"a":1}', await answers.take(reply, 10)))
  for (let times = 0; times < 3; times++) {
    const reply = await app.inject('/')
    t.strictSame([reply.statusCode, reply.json()], [200, { a: 1 }])
    t.equal(reply.headers['content-type'], 'application/json; charset=utf-8')
  }
})
