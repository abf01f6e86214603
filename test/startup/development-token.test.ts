import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { developmentToken, readDevelopmentToken, TOKEN_FILE } from '../../src/startup/development-token.ts'
import { makeFolder } from '../support/test-app.ts'

t.test('the token is generated once, and only its owner can read it', async (t) => {
  const folder = join(makeFolder(t), 'data')
  t.equal(readDevelopmentToken(folder), undefined)
  const token = developmentToken(folder)
  t.ok(token.length >= 24)
  t.equal(developmentToken(folder), token)
  t.equal(readDevelopmentToken(folder), token)
  t.equal(statSync(join(folder, TOKEN_FILE)).mode & 0o777, 0o600)
  t.strictSame(readdirSync(folder), [TOKEN_FILE])
})

t.test('a file that holds no token is replaced', async (t) => {
  const folder = makeFolder(t)
  writeFileSync(join(folder, TOKEN_FILE), '\n')
  t.equal(readDevelopmentToken(folder), undefined)
  t.equal(readDevelopmentToken(folder) ?? developmentToken(folder), readDevelopmentToken(folder))
})
