import { crc32 } from 'node:zlib'
import { Type } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import { OUTCOMES } from '../../schemas/event.ts'
import type { Entry } from '../contract/delivery.ts'

// One record of a spool file, all numbers with the most significant byte first:
//
//   "BHS1" | length of what follows the checksum | CRC-32 of that | length of the JSON | JSON | the body's bytes
//
// The mark lets a reader find the next record behind one whose length cannot be believed.

const Text = Type.String()
const Some = Type.Optional(Text)

const Delivery = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
  channel: Text,
  source: Text,
  endpoint: Text,
  contentType: Type.Union([Text, Type.Null()]),
  receivedAt: Text,
  verified: Type.Boolean(),
  masked: Type.Boolean(),
  traceparent: Some,
  outcome: Type.Optional(Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome)))),
  reason: Some,
  cause: Some
})

const Problem = Type.Object({ path: Text, problem: Text, cause: Some })

const Reported = Type.Object({
  type: Some,
  source: Text,
  kind: Text,
  id: Text,
  property: Some,
  time: Some,
  timebasis: Some,
  key: Type.Optional(Type.Array(Text)),
  data: Type.Record(Text, Type.Unknown())
})

/** What the ledger relies on. A newer build may have written more. */
const isEntry = check(
  Type.Object({ delivery: Delivery, readings: Type.Array(Type.Union([Problem, Reported])) })
).accepts

const MARK = Buffer.from('BHS1')
const HEAD = MARK.length + 8

export function encodeRecord({ delivery: { body, ...delivery }, readings }: Entry): Buffer {
  const json = Buffer.from(JSON.stringify({ delivery, readings }))
  const record = Buffer.allocUnsafe(HEAD + 4 + json.length + body.length)
  MARK.copy(record)
  record.writeUInt32BE(record.length - HEAD, MARK.length)
  record.writeUInt32BE(json.length, HEAD)
  json.copy(record, HEAD + 4)
  body.copy(record, HEAD + 4 + json.length)
  record.writeUInt32BE(crc32(record.subarray(HEAD)), MARK.length + 4)
  return record
}

export interface SpoolContent {
  entries: Entry[]
  /** Bytes that are no record although something follows them, or although they are complete. */
  damaged: { offset: number; bytes: Buffer }[]
  /** Length of a last record that ends early: it was never acknowledged. */
  torn: number
}

/** Reads a whole spool file. Never throws: what is no record is told apart. */
export function decodeRecords(file: Buffer): SpoolContent {
  const content: SpoolContent = { entries: [], damaged: [], torn: 0 }
  for (let at = 0; at < file.length; ) {
    const record = recordAt(file, at)
    if (record !== undefined) {
      content.entries.push(record.entry)
      at = record.end
      continue
    }
    const next = nextRecord(file, at)
    if (next === undefined && isTorn(file, at)) {
      content.torn = file.length - at
      break
    }
    content.damaged.push({ offset: at, bytes: file.subarray(at, next) })
    at = next ?? file.length
  }
  return content
}

/** How many records a file seems to have, by their heads alone: reading a full spool would hold up a start for seconds. */
export function countRecords(file: Buffer): number {
  let count = 0
  for (let at = file.indexOf(MARK); at !== -1 && at + HEAD <= file.length; count++) {
    at = file.indexOf(MARK, at + HEAD + file.readUInt32BE(at + MARK.length))
  }
  return count
}

function recordAt(file: Buffer, at: number): { entry: Entry; end: number } | undefined {
  if (!file.subarray(at, at + MARK.length).equals(MARK) || at + HEAD + 4 > file.length) return undefined
  const end = at + HEAD + file.readUInt32BE(at + MARK.length)
  if (end > file.length) return undefined
  const content = file.subarray(at + HEAD, end)
  if (crc32(content) !== file.readUInt32BE(at + MARK.length + 4)) return undefined
  const bodyAt = 4 + content.readUInt32BE(0)
  const entry = entryOf(content.toString('utf8', 4, bodyAt), content.subarray(bodyAt))
  return entry && { entry, end }
}

/** Undefined: the JSON is not that of an entry, although nothing has changed it since it was written. */
function entryOf(json: string, body: Buffer): Entry | undefined {
  const value = parse(json)
  if (!isEntry(value)) return undefined
  const { delivery, readings } = value as Unchecked
  return { delivery: { ...delivery, body: Buffer.from(body) }, readings }
}

/** The schema has what the ledger relies on. It is wider where only a word may be another one: a `kind`, a `cause`. */
type Unchecked = Pick<Entry, 'readings'> & { delivery: Omit<Entry['delivery'], 'body'> }

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // No entry, which is what the caller reports.
    return undefined
  }
}

/** Where the next whole record begins. */
function nextRecord(file: Buffer, after: number): number | undefined {
  for (let at = file.indexOf(MARK, after + 1); at !== -1; at = file.indexOf(MARK, at + 1)) {
    if (recordAt(file, at) !== undefined) return at
  }
  return undefined
}

/** True for the beginning of a record whose end was not written any more. */
function isTorn(file: Buffer, at: number): boolean {
  const rest = file.subarray(at)
  if (rest.length < HEAD) return MARK.subarray(0, rest.length).equals(rest.subarray(0, MARK.length))
  return rest.subarray(0, MARK.length).equals(MARK) && rest.length < HEAD + rest.readUInt32BE(MARK.length)
}
