import t from 'tap'
import { printFailure } from '../../src/cli/output.ts'
import { runCommandLine } from '../../src/cli/run-command-line.ts'

/** A terminal of 80 columns that keeps what is written. */
function terminal() {
  let written = ''
  return {
    isTTY: true,
    columns: 80,
    text: () => written,
    write(text: string) {
      written += text
      return true
    }
  }
}

t.test('what ends a command is broken between words at the width of the terminal', async (t) => {
  for (const args of [
    ['simulate', 'nope'],
    ['replay'],
    ['health', '--url', 'http://127.0.0.1:1'],
    ['export', '--after', 'x'.repeat(20), '--url', 'http://127.0.0.1:1']
  ]) {
    const [stdout, stderr] = [terminal(), terminal()]
    t.not(await runCommandLine(args, { PATH: process.env['PATH'] }, { stdin: {}, stdout, stderr }), 0, args.join(' '))
    const lines = stderr.text().split('\n')
    t.ok(lines.length > 1, 'it says why')
    for (const line of lines) t.ok(line.length <= 80, line)
  }
})

t.test('a stack trace, and what a program reads, stay as they are', async (t) => {
  const long = 'word '.repeat(40).trimEnd()
  const [person, program] = [terminal(), { ...terminal(), isTTY: false }]
  printFailure(`${long}\n    at file.ts:1`, person, {})
  t.equal(person.text(), `${long}\n    at file.ts:1\n`)
  const texts: string[] = []
  printFailure(long, { ...program, write: (text) => texts.push(text) > 0 }, {})
  t.strictSame(texts, [`${long}\n`])
})

t.test('the commands in a message can be pasted where bellhook is not on the PATH', async (t) => {
  const [stdout, stderr] = [terminal(), terminal()]
  const environ = { PATH: '', DATA_DIR: t.testdir(), PORT: '1' }
  await runCommandLine(['doctor'], environ, { stdin: {}, stdout, stderr })
  await runCommandLine(['simulate', 'sms', 'nope'], environ, { stdin: {}, stdout, stderr })
  const written = (stdout.text() + stderr.text()).replace(/\s+/g, ' ')
  t.match(written, /npx bellhook start/)
  t.match(written, /npx bellhook simulate lists/)
  t.notMatch(written, /(?<!npx )\bbellhook [a-z]/)
})
