import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../../../../bench/free-port.ts'
import { matchExactly } from '../../../support/match-exactly.ts'
import { ROOT } from '../../../support/root.ts'
import { API_TOKEN, createDatabase } from '../../../support/test-app.ts'

const NAME = '@acme/bellhook-acme'
const FILE = './node_modules/mews-again/index.mjs'

t.test('an adapter in a package of its own: its tests, and an event through the gateway', async (t) => {
  const folder = install(t.testdir())
  const tests = spawnSync(process.execPath, ['--test'], {
    cwd: join(folder, 'node_modules', NAME),
    encoding: 'utf8',
    env: {}
  })
  t.equal(tests.status, 0, tests.stdout)
  t.match(tests.stdout, /pass 1/)

  const PORT = String(await freePort())
  const environ = {
    PORT,
    API_TOKEN,
    DATABASE_URL: await createDatabase(t),
    ACME_ROOMS_WEBHOOK_SECRET: 'key',
    ACME_ROOMS_PROPERTIES: 'H-1'
  }
  const child = spawn(process.execPath, command(folder), { cwd: folder, env: { ...environ, BELLHOOK_ADAPTERS: NAME } })
  t.teardown(() => child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  while (!printed.includes('Webhook URLs')) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])

  const url = `http://127.0.0.1:${PORT}`
  const body = '{"batch":"1","hotel":"H-1","rooms":[{"number":"501A","condition":"D"}]}'
  const post = (headers: Record<string, string>) =>
    fetch(`${url}/webhooks/pms/acme-rooms`, { method: 'POST', body, headers })
  t.equal((await post({ 'x-acme-key': 'wrong' })).status, 401)
  matchExactly(t, await (await post({ 'x-acme-key': 'key' })).json(), { received: true, outcome: 'accepted' })
  const room = await fetch(`${url}/api/rooms/acme-rooms/501A`, { headers: { authorization: `Bearer ${API_TOKEN}` } })
  matchExactly(t, await room.json(), { property: 'H-1', state: { housekeeping: 'dirty' }, events: [String] })
  child.kill('SIGTERM')
  await once(child, 'exit')
})

t.test('a package that is missing or no adapter stops the start, with everything that is wrong', async (t) => {
  const folder = install(t.testdir())
  for (const [name, code] of [
    ['no-adapter', 'export default { name: "x" }'],
    ['taken', 'export default { name: "events", title: "x", verify: {}, payload: {}, normalize: () => [] }'],
    ['broken', 'throw new Error("secret")'],
    ['mews-again', `export { default } from '${join(ROOT, 'dist/plugins/pms/adapters/mews.js')}'`]
  ] as const) {
    mkdirSync(join(folder, 'node_modules', name))
    writeFileSync(join(folder, 'node_modules', name, 'index.mjs'), code)
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), '{"exports":"./index.mjs"}')
  }
  const env = { BELLHOOK_ADAPTERS: `missing, no-adapter,taken,broken,mews-again,${NAME},${NAME},${FILE},./no.js` }
  const { status, stderr } = spawnSync(process.execPath, command(folder), { cwd: folder, env, encoding: 'utf8' })
  t.equal(status, 78)
  const lines = [
    /BELLHOOK_ADAPTERS=missing: it is not installed/,
    /=no-adapter: its default export/,
    /=taken: its default export/,
    /=broken: it fails to load/,
    /=mews-again: there is another adapter with the name "mews"/,
    /=@acme\/bellhook-acme: there is another adapter with the name "acme-rooms"/,
    /=\.\/node_modules\/mews-again\/index\.mjs: there is another adapter with the name "mews"/,
    /=\.\/no\.js: it does not exist/
  ]
  // The texts are wrapped at 80 columns.
  for (const line of lines) t.match(stderr.replaceAll(/\s+/g, ' '), line)
  t.notMatch(stderr, 'secret')
})

t.test('its cases can be simulated, named as a package or as a file', async (t) => {
  const folder = install(t.testdir())
  for (const BELLHOOK_ADAPTERS of [NAME, `./node_modules/${NAME}/index.js`]) {
    const words = command(folder, 'simulate')
    const { stdout, stderr } = spawnSync(process.execPath, words, {
      cwd: folder,
      env: { BELLHOOK_ADAPTERS },
      encoding: 'utf8'
    })
    t.match(stdout, /^pms\/acme-rooms\n {2}batch, cleaned, dirty-then-inspected, out-of-order$/m, stderr)
  }
})

/** Bellhook and the example as npm would install them beside each other. */
function install(folder: string): string {
  const modules = join(folder, 'node_modules')
  for (const path of ['dist', 'migrations', 'package.json']) {
    cpSync(join(ROOT, path), join(modules, 'bellhook', path), { recursive: true, filter: isShipped })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(modules, 'bellhook/node_modules'))
  symlinkSync(join(ROOT, 'node_modules/@sinclair'), join(modules, '@sinclair'))
  cpSync(join(ROOT, 'examples/acme-adapter'), join(modules, NAME), { recursive: true })
  return folder
}

/** Like `files` in package.json: without the tests and the maps, which are more than half of the files. */
function isShipped(path: string): boolean {
  return !/\/dist\/(test|bench)$|\.map$/.test(path)
}

function command(folder: string, name = 'start'): string[] {
  return [join(folder, 'node_modules/bellhook/dist/src/cli/bellhook.js'), name]
}
