import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import t from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { startTracing } from '../../src/observability/tracing.ts'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'
import { buildTestApp } from '../support/test-app.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const PHONE = '+4915112345678'

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  attributes: { key: string; value: { stringValue?: string } }[]
}

t.test(
  'a webhook is a span of its sender’s trace, and its events name that span; nothing of a guest is in it',
  async (t) => {
    const collector = await openCollector(t)
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url
    process.env['OTEL_SERVICE_NAME'] = 'hooks-of-the-hotel'
    const logged: string[] = []
    const tracing = await startTracing({ tracing: true }, { warn: (_fields, message) => void logged.push(message) })
    const makeLedger: typeof createLedger = (options) => {
      const ledger = createLedger(options)
      return {
        ...ledger,
        record: async (entry) => {
          if (entry.delivery.source === 'failing') throw new Error('sentinel-error')
          return ledger.record(entry)
        }
      }
    }
    const app = await buildTestApp(t, { MEWS_WEBHOOK_TOKEN: 'sentinel-token' }, { tracing, makeLedger })

    const sms = new URLSearchParams({ MessageSid: 'SM1', From: PHONE, To: '+4930123456', Body: 'sentinel-text' })
    const traceparent = `00-${TRACE}-${PARENT}-01`
    const headers = { traceparent, 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'sentinel-agent' }
    await app.post('/webhooks/sms?secret=sentinel-query', sms.toString(), headers)
    const guest = { externalId: 'g1', source: 'test', lastName: 'sentinel-name' }
    await app.post('/webhooks/pms/guests', JSON.stringify(guest))
    t.equal((await app.post('/webhooks/pms/guests', JSON.stringify({ ...guest, source: 'failing' }))).statusCode, 500)
    await app.post('/webhooks/pms/mews?token=sentinel-wrong', '{"sentinel-body":1}')
    await app.post('/webhooks/sentinel-path', 'sentinel-body')
    await app.get('/api/guests/test/sentinel-guest')
    await app.get('/healthz')
    const [first, second] = await app.events()
    await tracing?.end()

    const spans = collector.spans()
    t.strictSame(spans.map(({ name }) => name).sort(), [
      'GET /api/events',
      'GET /api/guests/:source/:id',
      'POST /webhooks/pms/guests',
      'POST /webhooks/pms/guests',
      'POST /webhooks/pms/mews',
      'POST /webhooks/sms',
      'POST unknown'
    ])
    const span = spans.find(({ name }) => name === 'POST /webhooks/sms')
    t.match(span, { traceId: TRACE, parentSpanId: PARENT })
    t.equal(first?.traceparent, `00-${TRACE}-${span?.spanId}-01`)
    const own = spans.find(({ name }) => name === 'POST /webhooks/pms/guests')
    t.equal(second?.traceparent, `00-${own?.traceId}-${own?.spanId}-01`, 'also where the sender traces nothing')

    hasText(t, collector.text(), 'hooks-of-the-hotel')
    t.notMatch(collector.text(), /sentinel|4915112345678/)
    t.strictSame(logged, [])
  }
)

t.test('it is configured by the standard variables', async (t) => {
  const traced = (environ: Record<string, string>) => loadConfig(environ, []).tracing
  t.notOk(traced({}))
  t.ok(traced({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }))
  t.ok(traced({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }))
  t.notOk(traced({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'true' }))
  t.throws(() => traced({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }), /OTEL_EXPORTER_OTLP_ENDPOINT/)
  t.equal(await startTracing({ tracing: false }, { warn: () => t.fail() }), undefined)
})

t.test('what is not installed is said, and what is not configured is not even looked for', async (t) => {
  t.match(withoutPackages(true), /^false \["OTEL_EXPORTER_OTLP_ENDPOINT is set, .*npm install @fastify\/otel@/)
  t.equal(withoutPackages(false), 'false []')
})

t.test('what it says to install is what it was tested with', async (t) => {
  const file = resolve(ROOT, 'package.json')
  const { devDependencies, peerDependencies } = JSON.parse(readFileSync(file, 'utf8'))
  const message = withoutPackages(true)
  for (const [name, version] of Object.entries(peerDependencies)) {
    hasText(t, message, `${name}@${version}`)
    t.equal(devDependencies[name], version)
  }
})

/** As it is built, where nobody can find the packages: whether there is tracing, and what was logged. */
function withoutPackages(tracing: boolean): string {
  const hook = `export function resolve(name, context, next) {
    if (/^@(opentelemetry|fastify.otel)/.test(name)) throw Object.assign(new Error(name), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const program = `
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}))
    const { startTracing } = await import(${JSON.stringify(resolve(ROOT, 'dist/src/observability/tracing.js'))})
    const logged = []
    const found = await startTracing({ tracing: ${tracing} }, { warn: (_, message) => logged.push(message) })
    console.log(found !== undefined, JSON.stringify(logged))`
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim()
}

/** Takes OTLP over HTTP, in JSON. */
async function openCollector(t: { teardown(work: () => unknown): void }) {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    bodies.push(text)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return {
    url: `http://127.0.0.1:${Object(server.address()).port}`,
    text: () => bodies.join('\n'),
    spans: (): Span[] =>
      bodies.flatMap((body) =>
        JSON.parse(body).resourceSpans.flatMap((resource: { scopeSpans: { spans: Span[] }[] }) =>
          resource.scopeSpans.flatMap(({ spans }) => spans)
        )
      )
  }
}
