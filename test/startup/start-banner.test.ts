import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { withoutUserInfo } from '../../src/config/address.ts'
import { loadConfig } from '../../src/config/config.ts'
import { type Start, startBanner } from '../../src/startup/start-banner.ts'
import { hasText } from '../support/has-text.ts'
import { SECRETS } from '../support/test-app.ts'

const START: Start = {
  config: loadConfig({}, channels),
  channels,
  port: 3000,
  database: 'the embedded PostgreSQL in data/postgres',
  databaseFailure: undefined,
  tokenFile: 'data/api-token',
  program: 'npx bellhook'
}

t.test('no part of a password is printed', async (t) => {
  for (const user of ['', 'user@', 'user:pass@', 'user:p@ss@', 'us%40er:p@s@s@']) {
    t.equal(withoutUserInfo(`https://${user}h.example/x?to=a@b`), 'https://h.example/x?to=a@b', user)
  }
})

t.test('the banner has at most 15 lines of at most 80 columns', async (t) => {
  const failure = 'PostgreSQL at database:5432 refuses connections. Start it, or correct DATABASE_URL. (ECONNREFUSED)'
  for (const start of [
    START,
    { ...START, databaseFailure: failure },
    { ...START, config: loadConfig(SECRETS, channels), tokenFile: undefined }
  ]) {
    const lines = startBanner(start).split('\n')
    t.ok(lines.length <= 15, `${lines.length} lines`)
    for (const line of lines) t.ok(line.length <= 80, line)
  }
})

t.test('it names what is open, and claims nothing about a database that does not answer', async (t) => {
  hasText(t, startBanner(START), 'Development mode: without a secret, anyone can post to whatsapp, sms, pms.\n')
  hasText(t, startBanner(START), 'set PUBLIC_URL')
  const config = loadConfig({ ...SECRETS, PUBLIC_URL: 'https://hooks.example.com' }, channels)
  t.notMatch(startBanner({ ...START, config }), /anyone can post|set PUBLIC_URL/)
  const failing = startBanner({ ...START, databaseFailure: 'PostgreSQL at db:5432 refuses connections.' })
  t.match(failing, /WARNING: PostgreSQL at db:5432 refuses connections\.\n {2}Deliveries are stored in the spool/)
  t.notMatch(failing, 'stores events in')
})

t.test('it shows the port that was chosen for PORT=0', async (t) => {
  const banner = startBanner({ ...START, config: loadConfig({ PORT: '0' }, channels), port: 41234 })
  hasText(t, banner, 'Webhook URLs   http://127.0.0.1:41234/webhooks/...')
})
