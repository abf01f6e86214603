import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type { PmsAdapter } from '../../plugins/pms/adapter.ts'
import { checkAdapter } from '../../src/testing/check-adapter.ts'
import { ROOT } from '../support/root.ts'
import { BROKEN } from './broken-adapters.ts'

const BASES = resolve(ROOT, 'test/fixtures/testing')

t.test('there are enough broken adapters, and each is another one', async (t) => {
  t.ok(BROKEN.length >= 80, `${BROKEN.length} broken adapters`)
  t.equal(new Set(BROKEN.map(([what]) => what)).size, BROKEN.length)
})

for (const [at, [what, base, from, to, says]] of BROKEN.entries()) {
  t.test(`it finds ${what}`, async (t) => {
    const adapter = await variant(t, { base, from, to, at })
    const found = await checkAdapter(adapter, join(BASES, base))
    t.ok(
      found.some((sentence) => says.test(sentence)),
      found.join('\n') || 'nothing was found'
    )
  })
}

/** The adapter of a base with one change, as a module of its own. */
async function variant(t: Test, { base, from, to, at }: { base: string; from: string; to: string; at: number }) {
  const source = readFileSync(join(BASES, base, 'adapter.mjs'), 'utf8')
  t.equal(source.split(from).length, 2, `the source of ${base} has this once: ${from}`)
  const helpers = [...readFileSync(join(BASES, 'helpers.mjs'), 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)]
  const names = helpers.map(([, name]) => name).filter((name = '') => new RegExp(`\\b${name}\\(`).test(to))
  const link = pathToFileURL(join(BASES, 'helpers.mjs')).href
  const imports = names.length === 0 ? '' : `import { ${names.join(', ')} } from '${link}'\n`
  const file = join(t.testdir(), `variant-${at}.mjs`)
  writeFileSync(file, imports + source.replace(from, () => to))
  const { default: adapter }: { default: PmsAdapter } = await import(pathToFileURL(file).href)
  return adapter
}
