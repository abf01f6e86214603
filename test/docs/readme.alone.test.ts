import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandsOf, openDocsShell } from '../support/docs-shell.ts'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'

// Entries B4, B6, B8, and B17 of the reports of new users. The blocks are typed as they stand. Only the port is another one.

t.test('the commands of the README work as pasted, in a terminal of 80 columns', async (t) => {
  const { run } = await openDocsShell(t)
  const [install = '', send = '', read = '', ...others] = commandsOf('README.md')
  t.equal(install, 'npm ci\nnpm start\n')
  // What `npm start` does, once it has compiled.
  await run('bellhook start\n')
  t.match(await run(send), /OK$/)
  hasText(t, await run(read), '"text":"Hello"')
  const typed = others.filter((script) => script.startsWith('npx bellhook'))
  t.ok(typed.length > 0)
  for (const script of typed) {
    const printed = await run(script)
    for (const line of printed.split('\n')) t.ok(line.length <= 80, line)
  }
})

t.test('a start compiles only what has changed, and says so', async (t) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  t.match(scripts.prestart, /^echo 'Compiling, if sources have changed \.\.\.' && npm run --silent build$/)
  t.match(scripts.build, /^tsc -b tsconfig\.build\.json /)
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.build.json'), 'utf8'))
  t.equal(compilerOptions.incremental, true)
})
