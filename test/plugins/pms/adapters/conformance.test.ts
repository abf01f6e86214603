import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { adapters } from '../../../../plugins/pms/adapters/index.ts'
import { checkAdapter } from '../../../../src/testing/check-adapter.ts'
import { ROOT } from '../../../support/root.ts'

t.test('every file in adapters/ is in the list, under the name of its adapter', async (t) => {
  const files = readdirSync(resolve(ROOT, 'plugins/pms/adapters'))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => name !== 'index')
  t.strictSame(adapters.map(({ name }) => name).sort(), files.sort())
})

for (const adapter of adapters) {
  t.test(`${adapter.name} is what Bellhook asks of an adapter`, async (t) => {
    t.strictSame(await checkAdapter(adapter, resolve(ROOT, 'test/fixtures/pms', adapter.name)), [])
  })
}
