import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Type } from '@sinclair/typebox'
import { Ajv } from 'ajv'
import Fastify from 'fastify'
import { BACKLOG } from '../../src/http/server-options.ts'
import { SECRETS } from '../traffic.ts'
import { type Envelope, REFERENCE_STORES, type Reference } from './reference-stores.ts'

// A server to compare with, in a process of its own: node reference-server.js <name> <database URL>. Each checks the signature,
// parses the body, and validates it. They differ only in what they store before they answer. The server
// sends its port to its parent.

const isEnvelope = new Ajv().compile<Envelope>(
  Type.Object({
    object: Type.String(),
    entry: Type.Array(
      Type.Object({
        id: Type.String(),
        changes: Type.Array(Type.Object({ field: Type.String(), value: Type.Object({}) }))
      })
    )
  })
)

const [, , name = '', databaseUrl = ''] = process.argv
const store = await REFERENCE_STORES[name as Reference](databaseUrl)
const app = Fastify({ logger: false })
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.get('/readyz', async () => 'OK')
app.post<{ Body: Buffer }>('/webhooks/whatsapp', async ({ headers, body }, reply) => {
  const given = Buffer.from(String(headers['x-hub-signature-256']).slice('sha256='.length), 'hex')
  const expected = createHmac('sha256', SECRETS.WHATSAPP_APP_SECRET).update(body).digest()
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send()
  const payload: unknown = JSON.parse(body.toString())
  if (!isEnvelope(payload)) return reply.code(400).send()
  await store(body, payload)
  return 'OK'
})
await app.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG })

process.on('SIGTERM', () => process.exit(0))
process.send?.({ port: (app.server.address() as AddressInfo).port })
