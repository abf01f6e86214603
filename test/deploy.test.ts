import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { createDatabase } from './helper.ts'
import { ROOT } from './root.ts'
import { databaseServer, withDatabase } from './setup/database-server.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')

t.test('the compose file is valid', async (t) => {
  const { status, stdout } = spawnSync(process.execPath, [resolve(ROOT, 'node_modules/dclint/bin/dclint.cjs'), ROOT], {
    encoding: 'utf8'
  })
  t.equal(status, 0, stdout)
})

t.test('the compose file listens where its greeting says, whatever PORT is', async (t) => {
  const compose = readFileSync(resolve(ROOT, 'docker-compose.yml'), 'utf8')
  const [, port] = /^ +PORT: (.+)$/m.exec(compose) ?? []
  t.match(compose, `'127.0.0.1:${port}:${port}'`)
})

t.test('the image is made of what exists, and runs as an ordinary user', async (t) => {
  const lines = readFileSync(resolve(ROOT, 'Dockerfile'), 'utf8').split('\n')
  const ignored = readFileSync(resolve(ROOT, '.dockerignore'), 'utf8')
  for (const line of lines.filter((line) => /^COPY (?!--from)/.test(line))) {
    for (const source of line.split(/\s+/).slice(1, -1)) {
      t.ok(existsSync(resolve(ROOT, source)), source)
      t.match(ignored, `!${source.replace('./', '')}`, 'not kept out by .dockerignore')
    }
  }
  t.ok(lines.includes('USER node'))
  t.ok(lines.some((line) => line.startsWith('HEALTHCHECK')))
  t.ok(lines.includes('CMD ["node", "--max-semi-space-size=32", "--max-old-space-size=1024", "dist/src/server.js"]'))
})

t.test('the command explains itself, and a mistake is one clear line and a 2', async (t) => {
  t.match(bellhook(['--help']), { status: 0, stdout: /^ {2}migrate +brings/m })
  t.match(bellhook(['help', 'migrate']), { status: 0, stdout: /DATABASE_URL=postgres:.* bellhook migrate/ })
  t.match(bellhook([]), { status: 0, stdout: /Usage/ })
  t.match(bellhook(['--version']).stdout, /^\d+\.\d+\.\d+\n$/)
  for (const words of [
    ['nonsense'],
    ['--nonsense'],
    ['migrate', '--nonsense'],
    ['constructor'],
    ['health', '--url', 'x']
  ]) {
    const { status, stderr } = bellhook(words)
    t.equal(status, 2, words.join(' '))
    t.match(stderr, /^bellhook: .*--help\n$/)
  }
})

t.test('migrate brings an empty database up to date, again and again', async (t) => {
  const { url } = await databaseServer()
  const other = new URL(await createDatabase(t)).pathname.slice(1)
  const empty = `${other}_empty`
  execute(url, `create database ${empty}`)
  t.teardown(() => execute(url, `drop database ${empty} with (force)`))
  const DATABASE_URL = withDatabase(url, empty)
  for (let n = 0; n < 2; n++) t.match(bellhook(['migrate'], { DATABASE_URL }), { status: 0, stdout: /up to date/ })
  t.match(bellhook(['migrate']), { status: 78, stderr: /DATABASE_URL/ })
  t.match(bellhook(['health'], { PORT: '1' }), { status: 1, stderr: /does not answer at http:\/\/127\.0\.0\.1:1/ })
})

function bellhook(words: readonly string[], environ: Record<string, string> = {}) {
  const { PATH = '' } = process.env
  return spawnSync(process.execPath, [BELLHOOK, ...words], { env: { PATH, ...environ }, encoding: 'utf8' })
}

function execute(url: string, sql: string): void {
  const script = `const c = new (require('pg').Client)(process.argv[1]); c.connect().then(() => c.query(process.argv[2])).then(() => c.end())`
  execFileSync(process.execPath, ['-e', script, url, sql], { cwd: ROOT })
}
