import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import { lineOf } from './json-lines.ts'

const Texts = Type.Optional(Type.Record(Type.String(), Type.String()))

/** What is expected of one delivery. Of an object only the fields that are named are compared. */
const Expected = {
  /** All events of the delivery, in order. */
  events: Type.Optional(Type.Array(Type.Object({ type: Type.String(), subject: Type.String() }))),
  /** All problems of the delivery: their paths, or with their sentences. Default: none. */
  problems: Type.Optional(
    Type.Array(Type.Union([Type.String(), Type.Object({ path: Type.String(), problem: Type.Optional(Type.String()) })]))
  ),
  outcome: Type.Optional(Type.Union(['accepted', 'duplicate', 'quarantined'].map((outcome) => Type.Literal(outcome)))),
  reply: Type.Optional(
    Type.Object({
      status: Type.Optional(Type.Integer()),
      contentType: Type.Optional(Type.String()),
      body: Type.Optional(Type.Unknown())
    })
  ),
  /** Current state of entities after the delivery, by subject: `reservation/B-1`. Null: there is none. */
  state: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]))
  )
}

const StepShape = Type.Object({
  headers: Texts,
  contentType: Type.Optional(Type.String()),
  /** JSON, or with a `contentType` other than JSON the text of the body. */
  body: Type.Optional(Type.Unknown()),
  /** Sends the body of an earlier step again, by its number from 0, as a retry. */
  again: Type.Optional(Type.Integer({ minimum: 0 })),
  ...Expected
})

const FixtureShape = Type.Object({
  from: Type.String({
    pattern: '^https://',
    errorMessage: "must be the https address of the vendor's page that this case follows"
  }),
  /** Settings of the adapter, by variable: `ACME_TIME_ZONE`. */
  settings: Texts,
  /** Pointers into the body of what looks like a time of the event and is none. */
  ignores: Type.Optional(Type.Array(Type.String())),
  steps: Type.Optional(Type.Array(StepShape, { minItems: 1 })),
  ...StepShape.properties
})

type Expectation = Static<typeof StepShape>

/** One delivery of a fixture. */
export interface Step extends Expectation {
  body: unknown
  /** JSON pointer of the step in its file. */
  pointer: string
}

/** One case: what the vendor sends, in one delivery or several, where that is written, and what it becomes. */
export interface Fixture {
  name: string
  from: string
  settings: Readonly<Record<string, string>>
  ignores: readonly string[]
  steps: readonly Step[]
  /** The line of a value in the file, by its JSON pointer. */
  lineOf(pointer: string): number | undefined
}

const violations = check(FixtureShape)

/** The cases of a folder, one JSON file each, and what is wrong with the files. */
export function readFixtures(folder: string | URL): { fixtures: Fixture[]; wrong: string[] } {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  const fixtures: Fixture[] = []
  const wrong: string[] = []
  for (const file of files.sort()) {
    const found = readFixture(file, readFileSync(join(path, file), 'utf8'))
    if (typeof found === 'string') wrong.push(found)
    else fixtures.push(found)
  }
  return { fixtures, wrong }
}

function readFixture(file: string, text: string): Fixture | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message : 'it is not JSON'}`
  }
  if (!violations.accepts(value)) {
    const [first] = violations(value)
    const pointer = first?.path ?? ''
    // Of a field that is missing, the line of the object.
    const line = lineOf(text, pointer) ?? lineOf(text, pointer.slice(0, pointer.lastIndexOf('/')))
    const all = violations(value).map((one) => `${one.path || 'the file'} ${one.message}`)
    return `${file}${line === undefined ? '' : `:${line}`}: ${all.join('; ')}`
  }
  const { from, settings = {}, ignores = [], steps = [value] } = value
  const isSingle = value.steps === undefined
  const read: Step[] = []
  for (const [at, step] of steps.entries()) {
    const pointer = isSingle ? '' : `/steps/${at}`
    const source = step.again === undefined ? step : read[step.again]
    if (source === undefined) return `${file}: ${pointer}/again names no earlier step`
    if (source.body === undefined) return `${file}: ${pointer || 'the file'} has no body`
    const { headers, contentType } = source
    const sent = { ...(headers && { headers }), ...(contentType !== undefined && { contentType }) }
    read.push({ ...sent, ...step, body: source.body, pointer })
  }
  const name = file.replace(/\.json$/, '')
  return { name, from, settings, ignores, steps: read, lineOf: (pointer) => lineOf(text, pointer) }
}

/** The bytes of a body: JSON, or its text as it is. */
export function bytesOf({ body, contentType }: Pick<Step, 'body' | 'contentType'>): Buffer {
  const isText = typeof body === 'string' && contentType !== undefined && !/json/i.test(contentType)
  return Buffer.from(isText ? body : JSON.stringify(body))
}
