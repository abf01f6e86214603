import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../support/root.ts'

const BELLHOOK = join(ROOT, 'dist/src/cli/bellhook.js')

t.test('an adapter of Bellhook is checked by its name, without a database', async (t) => {
  const { status, stdout } = check(ROOT, 'mews')
  t.match(stdout, /^mews: \d+ fixtures, nothing to complain about$/m)
  t.equal(status, 0)
})

t.test('a package is checked in its folder, and all complaints are printed at once', async (t) => {
  const folder = join(t.testdir(), 'acme')
  cpSync(join(ROOT, 'examples/acme-adapter'), folder, { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/bellhook'))
  symlinkSync(join(ROOT, 'node_modules/@sinclair'), join(folder, 'node_modules/@sinclair'))
  t.match(check(folder), { status: 0, stdout: /^acme-rooms: 4 fixtures, nothing to complain about/ })
  const file = join(folder, 'index.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace("externalId: room.id('number')", "externalId: 'room-1'"))
  const { status, stdout } = check(folder, './index.js')
  t.equal(status, 1)
  t.match(stdout, /^acme-rooms: \d+ complaints/)
  t.match(stdout, /batch\.json:\d+: fixture: the events are .*instead of/)
  const [line = ''] = check(folder, '--json').stdout.split('\n')
  t.strictSame(Object.keys(JSON.parse(line)), ['adapter', 'fixtures', 'complaints'])
})

t.test('a path that is nothing is one clear line', async (t) => {
  t.match(check(ROOT, './nowhere.js'), { status: 1, stderr: /nowhere\.js is no file, no folder, and no adapter/ })
})

function check(cwd: string, ...words: string[]) {
  const { PATH = '' } = process.env
  return spawnSync(process.execPath, [BELLHOOK, 'check', ...words], { cwd, env: { PATH }, encoding: 'utf8' })
}
