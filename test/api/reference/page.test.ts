import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../../support/root.ts'
import { buildTestApp } from '../../support/test-app.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const FILES = [
  ['/docs', 'text/html; charset=utf-8', 'src/api/reference/page/index.html'],
  ['/docs/assets/start.js', 'text/javascript; charset=utf-8', 'src/api/reference/page/start.js'],
  ['/docs/assets/swagger-ui.css', 'text/css; charset=utf-8', 'node_modules/swagger-ui-dist/swagger-ui.css'],
  [
    '/docs/assets/swagger-ui-bundle.js',
    'text/javascript; charset=utf-8',
    'node_modules/swagger-ui-dist/swagger-ui-bundle.js'
  ]
] as const

t.test('the page and its files are what the packages say, under a strict policy', async (t) => {
  const { app } = await buildTestApp(t)
  for (const [url, type, file] of FILES) {
    const { statusCode, headers, rawPayload } = await app.inject(url)
    t.equal(statusCode, 200, url)
    t.equal(headers['content-type'], type, url)
    t.equal(headers['content-security-policy'], POLICY, url)
    t.equal(headers['x-content-type-options'], 'nosniff', url)
    t.equal(headers['cache-control'], 'no-cache', url)
    t.equal(headers['referrer-policy'], 'no-referrer', url)
    t.equal(headers['cross-origin-resource-policy'], 'same-origin', url)
    t.ok(rawPayload.equals(readFileSync(join(ROOT, file))), url)
  }
})

t.test('a browser that has a file already is answered without it', async (t) => {
  const { app } = await buildTestApp(t)
  for (const [url] of FILES) {
    const { etag } = (await app.inject(url)).headers
    t.type(etag, 'string')
    const again = await app.inject({ url, headers: { 'if-none-match': String(etag) } })
    t.equal(again.statusCode, 304, url)
    t.equal(again.body, '', url)
    const other = await app.inject({ url, headers: { 'if-none-match': '"other"' } })
    t.equal(other.statusCode, 200, url)
  }
})

t.test('nothing in the page is inline, and every file that it names is served', async (t) => {
  const { app } = await buildTestApp(t)
  const { body } = await app.inject('/docs')
  const named = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url)
  t.strictSame(named.sort(), [
    'data:,',
    'docs/assets/start.js',
    'docs/assets/swagger-ui-bundle.js',
    'docs/assets/swagger-ui.css',
    'docs/json'
  ])
  t.notMatch(body, /<style| style=| on\w+=|<script(?! src=)|javascript:/i)
})

t.test('the page has one address, to which its links are relative', async (t) => {
  const { app } = await buildTestApp(t)
  for (const url of ['/docs/', '/docs/?a=/']) {
    const { statusCode, headers } = await app.inject(url)
    t.equal(statusCode, 308, url)
    t.equal(headers.location, '../docs', url)
  }
  t.equal((await app.inject('/docs?a=/')).statusCode, 200)
})

t.test('no other path below the page reads a file', async (t) => {
  const { app } = await buildTestApp(t)
  const paths = [
    '',
    'NOTICE',
    'index.html',
    '../reference.js',
    '%2e%2e/reference.js',
    '..%2freference.js',
    'start.js/x'
  ]
  for (const path of paths) {
    t.equal((await app.inject(`/docs/assets/${path}`)).statusCode, 404, path)
  }
  t.equal((await app.inject({ method: 'PUT', url: '/docs/assets/start.js' })).statusCode, 405)
  t.equal((await app.inject({ method: 'POST', url: '/docs' })).statusCode, 405)
})

t.test('the licenses of Swagger UI travel with it', async (t) => {
  for (const name of ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']) {
    const copy = readFileSync(join(ROOT, 'dist/src/api/reference/page', name))
    t.ok(copy.equals(readFileSync(join(ROOT, 'node_modules/swagger-ui-dist', name))), name)
  }
})
