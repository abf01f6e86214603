import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'

/** One case: what the vendor sends, where that is written, and what it becomes. */
const FixtureShape = Type.Object({
  from: Type.String({
    pattern: '^https://',
    errorMessage: "must be the https address of the vendor's page that this case follows"
  }),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  body: Type.Unknown(),
  /** Each with the fields that matter; those that are not named may be anything. */
  events: Type.Array(Type.Object({ type: Type.String(), subject: Type.String() }))
})

export interface Fixture extends Static<typeof FixtureShape> {
  name: string
}

const violations = check(FixtureShape)

/** The cases of a folder, one JSON file each. Throws with everything that is wrong with a file. */
export function readFixtures(folder: string | URL): Fixture[] {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const fixture: unknown = JSON.parse(readFileSync(join(path, file), 'utf8'))
    if (!violations.accepts(fixture)) {
      const wrong = violations(fixture).map((one) => `${one.path || 'the file'} ${one.message}`)
      throw new Error(`${file}: ${wrong.join('; ')}`)
    }
    return { ...fixture, name: file.replace(/\.json$/, '') }
  })
}

export function bytesOf({ body }: Pick<Fixture, 'body'>): Buffer {
  return Buffer.from(JSON.stringify(body))
}
