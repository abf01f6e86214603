import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'

const LOGGER = new URL('../../src/observability/logger.js', import.meta.url).href
const LINES = 60_000

// Logs 6 MB, more than a pipe and the bound of the log hold, and says when it is done.
const PROGRAM = `
  import { createLogger } from '${LOGGER}'
  const logger = createLogger('info')
  for (let n = 0; n < ${LINES}; n++) logger.info({ n }, 'a line that is as long as the line of a delivery is, more or less')
  setTimeout(() => process.send('done'))
  process.on('message', () => process.disconnect())
`

t.test('a log that nobody reads holds nothing up, and is bounded', async (t) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc']
  })
  t.teardown(() => child.kill('SIGKILL'))
  const [message] = await once(child, 'message')
  t.equal(message, 'done')
  if (child.stdout === null) throw new Error('no output')
  const output = text(child.stdout)
  child.send('end')
  const lines = (await output).trimEnd().split('\n')
  const last = JSON.parse(lines.pop() ?? '')
  t.strictSame([last.level, last.lines], ['warn', LINES - lines.length], 'it says how many lines were dropped')
  const numbers = lines.map((line) => JSON.parse(line).n)
  t.ok(lines.length > 1_000 && lines.length < LINES, `${lines.length} lines`)
  t.strictSame(
    numbers,
    [...numbers].sort((one, other) => one - other),
    'whole lines, in order'
  )
})
