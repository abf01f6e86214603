import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { settingsOf } from '../../plugins/pms/adapter-settings.ts'
import { adapters } from '../../plugins/pms/adapters/index.ts'
import { Environment } from '../../src/config/environment.ts'
import { OIDC_CLIENT_SECRET } from '../../src/config/oidc.ts'
import { API_TOKEN, SECRETS_KEY } from '../../src/config/secret-settings.ts'
import { ROOT } from '../support/root.ts'

const SECRETS = [API_TOKEN, SECRETS_KEY, OIDC_CLIENT_SECRET, ...channels.flatMap((channel) => channel.secrets)].map(
  ({ variable }) => variable
)
// Those of an adapter follow from its name, and stand in the table of adapters.
const OF_ADAPTERS = new Set(adapters.flatMap(settingsOf).map(({ variable }) => variable))
const ALL = [...Object.keys(Environment.properties), ...SECRETS]
const SETTINGS = ALL.filter((name) => !OF_ADAPTERS.has(name)).sort()

t.test('.env.example names every setting, and none that does not exist', async (t) => {
  const named = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name = '']) => name)
  // Of docker compose; NAME stands for any.
  const known = named.filter((name) => !['PORTS', 'PUBLIC_HOST', 'NAME'].includes(name) && !OF_ADAPTERS.has(name))
  t.strictSame(known.sort(), SETTINGS)
})

t.test('the README’s table names every setting, and none that does not exist', async (t) => {
  const table = read('README.md').split('| Setting |')[1]?.split('\n\n')[0] ?? ''
  const named = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name))
  t.strictSame(named.sort(), SETTINGS)
})

t.test('the README’s commands exist', async (t) => {
  const { scripts } = JSON.parse(read('package.json'))
  for (const [, name = ''] of read('README.md').matchAll(/npm ci && npm (\w+)/g)) t.ok(scripts[name], name)
})

function read(file: string): string {
  return readFileSync(resolve(ROOT, file), 'utf8')
}
