import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import t from 'tap'
import { databaseServer } from '../support/database-server.ts'
import { ROOT } from '../support/root.ts'

// Each defense is switched off in one module of the build, while a test of it runs in a process of its own. The test must fail.

interface Control {
  /** The test that must fail, below dist/test. */
  test: string
  /** The module, below dist/src, with a text of it and what replaces the text. */
  file: string
  changes: readonly (readonly [from: string, to: string])[]
}

const CONTROLS: Readonly<Record<string, Control>> = {
  'a signature speaks for every account': {
    test: 'accounts/hotels-on-one-gateway.test.js',
    file: 'accounts/attribute.js',
    changes: [['proof.accounts.includes(owner.account)', 'true']]
  },
  'all secrets are tried': {
    test: 'accounts/prove.test.js',
    file: 'accounts/prove.js',
    changes: [['Math.min(limits.tries, Math.max(', 'Math.max(1e9, Math.max(']]
  },
  'a sealed value opens in any row': {
    test: 'accounts/other-gateways.test.js',
    file: 'accounts/sealing.js',
    changes: [
      ['cipher.setAAD(Buffer.from(place))', '0'],
      ['decipher.setAAD(Buffer.from(place))', '0']
    ]
  },
  'a gateway neither listens nor polls': {
    test: 'accounts/other-gateways.test.js',
    file: 'accounts/account-store.js',
    changes: [
      ['Number.isFinite(pollMs)', 'false'],
      ['closing.signal.aborted || tryRefresh()', 'undefined']
    ]
  },
  'the chain of the audit log is not compared': {
    test: 'accounts/audit.test.js',
    file: 'accounts/audit-log.js',
    changes: [['timingSafeEqual(mac, row.mac)', 'true']]
  }
}

t.test('without its defense, each of these tests fails', async (t) => {
  const { url } = await databaseServer()
  const names = Object.keys(CONTROLS)
  const results = await Promise.all(Object.values(CONTROLS).map((control) => run(control, url)))
  for (const [at, { code, out }] of results.entries()) {
    t.not(code, 0, names[at] ?? '')
    t.match(out, /^ *not ok /m)
    t.notMatch(out, 'is not in the module')
  }
})

async function run({ test, file, changes }: Control, url: string): Promise<{ code: unknown; out: string }> {
  const loader = new URL('../support/changed-module.js', import.meta.url).href
  const child = spawn(process.execPath, ['--import', loader, resolve(ROOT, 'dist/test', test)], {
    cwd: ROOT,
    // One failure is enough: TAP_BAIL ends the process after it.
    env: {
      PATH: process.env['PATH'],
      TEST_DATABASE_URL: url,
      TAP_BAIL: '1',
      CHANGED_MODULE: JSON.stringify({ file, changes })
    }
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (out += bytes.toString()))
  const [code] = await once(child, 'close')
  return { code, out }
}
