import { isProblem, type JsonObject, type Reading } from '../../../schemas/reading.ts'
import { Undecodable } from '../../../src/contract/undecodable.ts'
import { redact } from '../../../src/ingest/redaction/redact.ts'
import { applyReading, changesOf } from '../../../src/ledger/state.ts'
import type { Reader } from './readers.ts'

export interface Stage {
  name: string
  /** CPU time in milliseconds. */
  time: number
}

const URL = 'https://gw.example.test/webhooks/any'
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw:x'
/** No adapter is restricted to certain hotels or sources. */
export const SETTINGS = { secrets: () => [] }
const DAYS = ['2026-03-15T14:00:00.000Z', '2026-03-16T14:00:00.000Z', '2026-03-17T14:00:00.000Z']

const keyPairs = new Map<Reader['verifier'], { secret: string; signWith: string }>()

/** A key pair takes a tenth of a second to make. */
function keysFor(verifier: Reader['verifier']): { secret: string; signWith: string } {
  const keys = keyPairs.get(verifier) ?? verifier.keyPair?.() ?? { secret: SECRET, signWith: SECRET }
  keyPairs.set(verifier, keys)
  return keys
}

/** Runs everything that a gateway does with a body, short of HTTP and SQL. */
export function runStages(reader: Reader, given: Buffer): Stage[] {
  const stages: Stage[] = []
  const stage = <Made>(name: string, run: () => Made): Made => {
    const began = process.cpuUsage()
    const made = run()
    const { user, system } = process.cpuUsage(began)
    stages.push({ name, time: (user + system) / 1000 })
    return made
  }

  const keys = keysFor(reader.verifier)
  const request = { method: 'POST', url: URL, body: given, receivedAt: Date.parse(DAYS[0] ?? '') }
  const { headers = {}, query = {}, body = given } = reader.verifier.sign(request, keys.signWith)
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const url = `${URL}?${new URLSearchParams(query)}`
  const sent = { ...request, url: Object.keys(query).length > 0 ? url : URL, body }
  const received = { 'content-type': reader.contentType, ...lowerCase }
  const result = stage('verify', () => reader.verifier.check({ ...sent, headers: received }, [keys.secret]))
  // A signature that belongs into a certain form of body has no place in another.
  const isUnsigned = result === 'missing' && reader.verifier.keyPair !== undefined
  if (result !== 'ok' && result !== 'mismatch' && !isUnsigned)
    throw new Error(`${reader.name} was not verified: ${result}`)

  const clean = stage('redact', () => redact(body, reader.contentType, reader.credentials))
  const decoded = stage('decode', () => decode(reader, clean))
  if (decoded === undefined) return stages
  const payload = stage('validate', () => reader.validate(decoded, SETTINGS))
  if (payload.violations) return stages
  const readings = stage('normalize', () => payload.normalize({ headers: {}, settings: SETTINGS }))
  stage('merge', () => merge(readings))
  return stages
}

function decode(reader: Reader, body: Buffer): unknown {
  try {
    return reader.decode(body, reader.contentType)
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    return undefined
  }
}

/**
 * Lets the ledger compare: new readings, then the same readings, then changed readings. The statuses of a message
 * are merged otherwise, many at a time.
 */
function merge(readings: readonly Reading[]): number {
  const states = new Map<string, ReturnType<typeof applyReading>>()
  let changes = 0
  for (const [round, day] of DAYS.entries()) {
    for (const reading of readings) {
      if (isProblem(reading) || reading.kind === 'message') continue
      const current = round < 2 ? reading : { ...reading, data: changed(reading.data) }
      const key = JSON.stringify([reading.kind, reading.id])
      const before = states.get(key)
      const after = applyReading(before, current, day)
      states.set(key, after)
      if (before !== undefined && before.state !== after.state) changes += changesOf(before.state, after.state).length
    }
  }
  return changes
}

/** The same but for what is found last, at the greatest depth. */
function changed<Value>(value: Value): Value {
  if (Array.isArray(value)) return [...value.slice(0, -1), value.length === 0 ? 1 : changed(value.at(-1))] as Value
  if (typeof value !== 'object' || value === null) return `${String(value).slice(0, 9)}!` as Value
  const names = Object.keys(value)
  const last = names.at(-1)
  return last === undefined ? value : { ...value, [last]: changed((value as JsonObject)[last]) }
}
