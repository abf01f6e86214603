import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { adapters } from '../../plugins/pms/adapters/index.ts'
import { adapterRow, adapterTable, withTable } from '../../src/cli/adapter-table.ts'
import { adapterTemplate } from '../../src/cli/adapter-template.ts'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'

t.test('the README’s table of adapters is what the code and the fixtures say', async (t) => {
  const rows = adapters.map(adapterRow)
  const page = read('README.md')
  t.equal(page, withTable(page, adapterTable(rows)))
  t.match(page, rows[0])
})

t.test('every adapter has a page that names its settings', async (t) => {
  for (const { name } of adapters) {
    t.ok(existsSync(resolve(ROOT, `docs/channels/${name}.md`)), name)
    hasText(t, read(`docs/channels/${name}.md`), `${name.toUpperCase()}_WEBHOOK_`)
  }
})

t.test('the adapter that "Write an adapter" begins with is the one that new-adapter writes', async (t) => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(read('docs/write-an-adapter.md')) ?? []
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(read('docs/write-an-adapter.md')) ?? []
  const files = adapterTemplate('acme')
  t.equal(code, files['plugins/pms/adapters/acme.ts'])
  t.strictSame(JSON.parse(json), JSON.parse(files['test/fixtures/pms/acme/created.json'] ?? ''))
})

function read(path: string): string {
  return readFileSync(resolve(ROOT, path), 'utf8')
}
