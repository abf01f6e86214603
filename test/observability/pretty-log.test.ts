import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../support/root.ts'

t.test('in a terminal the log is short lines, and no JSON', async (t) => {
  const program = `
    const { prettyLog } = await import(${JSON.stringify(join(ROOT, 'dist/src/observability/pretty-log.js'))})
    prettyLog().write('{"level":40,"time":1764061200000,"channel":"sms","msg":"a webhook was refused"}\\n')`
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', TZ: 'UTC' }
  })
  t.equal(status, 0)
  t.equal(stdout, '[09:00:00] WARN: a webhook was refused {"channel":"sms"}\n')
})
