import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { ROOT } from '../support/root.ts'
import { bellhook } from '../support/run-command-line.ts'

const BELLHOOK = resolve(ROOT, 'dist/src/cli/bellhook.js')

t.test('bellhook fake says first how to use it, and runs until Ctrl-C', async (t) => {
  const child = spawn(process.execPath, [BELLHOOK, 'fake', 'mews', '--port', '0', '--json'], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill())
  const [line] = await once(createInterface(child.stdout), 'line')
  const { source, url, settings } = JSON.parse(line)
  t.equal(source, 'mews')
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.strictSame(Object.keys(settings), ['MEWS_API_URL', 'MEWS_CLIENT_TOKEN', 'MEWS_ACCESS_TOKEN'])
  t.equal(settings.MEWS_API_URL, url)
  const body = JSON.stringify({
    ClientToken: settings.MEWS_CLIENT_TOKEN,
    AccessToken: settings.MEWS_ACCESS_TOKEN,
    Client: 'Test 1.0.0'
  })
  const reply = await fetch(`${url}/api/connector/v1/configuration/get`, { method: 'POST', body })
  t.equal(reply.status, 200)
  await reply.body?.cancel()
  child.kill('SIGINT')
  t.strictSame(await once(child, 'exit'), [130, null])
})

t.test('an unknown vendor is a wrong command line', async (t) => {
  const { code, err } = await bellhook(['fake', 'opera'])
  t.equal(code, 2)
  t.match(err, /^bellhook: there is no fake of opera: use one of mews/)
})

t.test('a port that is taken, or is none, is one clear line that names the option', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const port = String(Object(taken.address()).port)
  t.strictSame(await bellhook(['fake', 'mews', '--port', port]), {
    code: 1,
    out: '',
    err: `127.0.0.1:${port} is in use. Use --port 0 for any free port. (EADDRINUSE)\n`
  })
  const { code, err } = await bellhook(['fake', 'mews', '--port', '70000'])
  t.equal(code, 2)
  t.match(err, /^bellhook: --port=70000 is invalid: use a number from 0 to 65535\./)
})
