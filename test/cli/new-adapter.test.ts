import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeAdapter } from '../../src/cli/new-adapter.ts'
import { containing } from '../support/containing.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'

// As it was built by `npm test` or `npm run build`.
const BELLHOOK = join(ROOT, 'dist/src/cli/bellhook.js')
const CHECKOUT = 'plugins schemas src test/fixtures/pms README.md biome.json package.json tsconfig.json'
// All of Bellhook would take a minute, and is checked anyway.
const ADAPTERS_ONLY = { extends: './tsconfig.json', files: ['plugins/pms/adapters/index.ts'], include: [] }

t.test('what it writes passes lint, types and the conformance kit at once', async (t) => {
  const folder = checkout(t.testdir())
  t.match(run(folder, BELLHOOK, 'new-adapter', 'acme'), { status: 0, stdout: /acme\.ts[\s\S]*npm test/ })
  for (const name of ['acme10', 'acme-pms', 'acme2', 'zz-hotel-suite2']) writeAdapter(name, folder, () => undefined)
  t.match(tool(folder, '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', 'plugins', 'test'), { status: 0 })
  writeFileSync(join(folder, 'tsconfig.adapters.json'), JSON.stringify(ADAPTERS_ONLY))
  matchExactly(t, tool(folder, 'typescript/bin/tsc', '-p', 'tsconfig.adapters.json'), {
    status: 0,
    stdout: containing('')
  })
  const script = `
    import { adapters } from './dist/plugins/pms/adapters/index.js'
    import { checkAdapter } from '${join(ROOT, 'dist/src/testing/check-adapter.js')}'
    for (const adapter of adapters.filter(({ name }) => /^(acme|zz)/.test(name)))
      console.log(adapter.name, await checkAdapter(adapter, 'test/fixtures/pms/' + adapter.name))`
  matchExactly(t, run(folder, '--input-type=module', '-e', script), {
    stdout: containing('acme []\nacme-pms []\nacme2 []\nacme10 []\nzz-hotel-suite2 []\n'),
    stderr: containing('')
  })
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  t.match(readme, /\| \[Acme\]\(docs\/channels\/acme\.md\) \| `ACME_WEBHOOK_SECRET` \(signature\) \| \[documented\]/)
  hasText(t, readFileSync(join(folder, 'docs/channels/zz-hotel-suite2.md'), 'utf8'), 'ZZ_HOTEL_SUITE2_WEBHOOK_SECRET')
})

t.test('a name that is taken or no slug, and a folder that is no checkout, are one clear line', async (t) => {
  const folder = checkout(t.testdir())
  for (const [name, root, says] of [
    ['mews', folder, /adapters\/mews.ts exists already/],
    ['Acme', folder, /NAME=Acme is invalid/],
    ['../acme', folder, /is invalid/],
    ['events', folder, /is invalid/],
    ['pms', folder, /is invalid/],
    ...['delete', 'class', 'new', 'await', 'let', 'package', 'eval', 'null'].map(
      (name) => [name, folder, /reserved word of JavaScript: .* like \w+-pms/] as const
    ),
    ['adapters', folder, /has "adapters" already/],
    ['index', folder, /index.ts exists already/],
    ['acme', '/', /not a checkout of Bellhook/]
  ] as const)
    t.throws(() => writeAdapter(name, root, () => undefined), { message: says }, name)
  t.match(run(folder, BELLHOOK, 'new-adapter'), { status: 2, stderr: /missing required argument 'NAME'/ })
  t.match(run(folder, BELLHOOK, 'new-adapter', 'a', 'b'), { status: 2, stderr: /too many arguments/ })
})

function checkout(folder: string): string {
  for (const path of CHECKOUT.split(' ')) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  // biome.json asks git which files to leave out.
  spawnSync('git', ['init', '--quiet'], { cwd: folder })
  return folder
}

function tool(cwd: string, path: string, ...words: string[]) {
  return run(cwd, join(ROOT, 'node_modules', path), ...words)
}

function run(cwd: string, ...words: string[]) {
  const { PATH = '' } = process.env
  return spawnSync(process.execPath, words, { cwd, env: { PATH }, encoding: 'utf8' })
}
