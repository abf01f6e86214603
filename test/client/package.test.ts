import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { ROOT } from '../support/root.ts'
import { makeFolder } from '../support/test-app.ts'

const IMPORTS = `
import * as client from 'bellhook/client'
import * as receive from 'bellhook/receive'
console.log(JSON.stringify([Object.keys(client).sort(), Object.keys(receive).sort()]))
`

t.test('the packed package has the client and the receivers, and they need no other package', async (t) => {
  const folder = installPacked(t)
  writeFileSync(join(folder, 'imports.mjs'), IMPORTS)
  const { stdout, stderr } = spawnSync(process.execPath, ['imports.mjs'], { cwd: folder, encoding: 'utf8' })
  t.equal(stderr, '')
  t.strictSame(JSON.parse(stdout), [
    ['BellhookError', 'createClient'],
    ['ReceiveError', 'expressReceiver', 'fastifyReceiver', 'fetchReceiver', 'receive', 'receiveBatch']
  ])
})

t.test('the types of the packed package fit the examples, with the types of Node.js or of browsers', async (t) => {
  const folder = installPacked(t)
  const examples = ['consume.ts', 'receive.ts'].map((name) => {
    const file = join(folder, name)
    copyFileSync(join(ROOT, 'examples/consumer-ts', name), file)
    return file
  })
  t.strictSame(problemsOf(examples, { types: ['node'], lib: ['lib.es2023.d.ts'], skipLibCheck: true }), [])
  const page = join(folder, 'page.ts')
  writeFileSync(page, PAGE)
  t.strictSame(problemsOf([page], { types: [], lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] }), [])
})

const PAGE = `
import { createClient } from 'bellhook/client'
import { fetchReceiver } from 'bellhook/receive'

for await (const event of createClient({ url: 'https://bellhook.example.com', token: 't' }).events({ after: 'now' })) {
  if (event.type === 'message.received') document.title = event.data.message.text ?? ''
  // @ts-expect-error: a message has no reservation
  if (event.type === 'message.received') void event.data.reservation
}
export const handle: (request: Request) => Promise<Response> = fetchReceiver({ secrets: [] }, ({ type }) => type)
export {}
`

/** A folder where only this package is installed, from the archive that would be published. */
function installPacked(t: Test): string {
  const folder = makeFolder(t)
  // `dist` is built already.
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(
    execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  )
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
  mkdirSync(join(folder, 'node_modules'))
  renameSync(join(folder, 'package'), join(folder, 'node_modules/bellhook'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  return folder
}

function problemsOf(files: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, {
    ...options,
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    typeRoots: [join(ROOT, 'node_modules/@types')]
  })
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}
