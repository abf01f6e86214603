import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isSupported } from '../../src/startup/node-version.ts'
import { ROOT } from '../support/root.ts'

t.test('the oldest version is that of package.json', async (t) => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  t.equal(engines.node, '>=20.20.0')
  for (const [version, expected] of [
    ['18.20.8', false],
    ['20.19.9', false],
    ['20.20.0', true],
    ['22.0.0', true],
    ['24.21.0', true]
  ] as const)
    t.equal(isSupported(version), expected, version)
})

t.test('the entries import nothing before the check, because an old Node.js cannot load the rest', async (t) => {
  for (const entry of ['src/server.ts', 'src/cli/bellhook.ts']) {
    const imports = [...readFileSync(join(ROOT, entry), 'utf8').matchAll(/^import .* from '(.*)'$/gm)]
    t.strictSame(
      imports.map(([, path = '']) => path.replace(/^\.+\//, '').replace('startup/', '')),
      ['node-version.ts'],
      entry
    )
  }
  t.notMatch(readFileSync(join(ROOT, 'src/startup/node-version.ts'), 'utf8'), /^import/m)
})
