import { crc32 } from 'node:zlib'
import { Type } from '@sinclair/typebox'
import { check } from '../../schemas/check.ts'
import { OUTCOMES } from '../../schemas/event.ts'
import type { Reading } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'

// One record of a spool file, all numbers with the most significant byte first:
//
//   "BHS2" | length of what follows the checksum | CRC-32 of that | length of the JSON | JSON | the body's bytes
//
// The JSON is a delivery: its bytes and how its sender was verified. The code that writes the record to the
// database interprets the bytes. Records of "BHS1", which earlier versions wrote, hold the readings as well.
//
// The mark lets a reader find the next record after one with a damaged length.

const Text = Type.String()
const Some = Type.Optional(Text)

const SpooledDelivery = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
  channel: Text,
  source: Text,
  endpoint: Text,
  contentType: Type.Union([Text, Type.Null()]),
  receivedAt: Text,
  verified: Type.Boolean(),
  masked: Type.Boolean(),
  traceparent: Some,
  contentEncoding: Some,
  keyHeaders: Type.Optional(Type.Record(Text, Text)),
  proven: Type.Optional(Type.Array(Type.Integer())),
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

interface Format {
  mark: Buffer
  accepts(value: unknown): boolean
}

// A newer build may have written more than these schemas have.
const FORMATS: readonly [Format, Format] = [
  { mark: Buffer.from('BHS2'), accepts: check(Type.Object({ delivery: SpooledDelivery })).accepts },
  {
    mark: Buffer.from('BHS1'),
    accepts: check(Type.Object({ delivery: SpooledDelivery, readings: Type.Array(Type.Union([Problem, Reported])) }))
      .accepts
  }
]
const [FORMAT] = FORMATS

/** What all marks begin with. */
const MARK = Buffer.from('BHS')
const MARK_BYTES = 4
const HEAD = MARK_BYTES + 8

export interface Spooled {
  delivery: Delivery
  /** Set for records of earlier versions. */
  readings?: readonly Reading[]
}

export function encodeRecord({
  body,
  outcome: _outcome,
  reason: _reason,
  cause: _cause,
  account: _account,
  hotel: _hotel,
  waiting: _waiting,
  ...delivery
}: Delivery): Buffer {
  const json = Buffer.from(JSON.stringify({ delivery }))
  const record = Buffer.allocUnsafe(HEAD + 4 + json.length + body.length)
  FORMAT.mark.copy(record)
  record.writeUInt32BE(record.length - HEAD, MARK_BYTES)
  record.writeUInt32BE(json.length, HEAD)
  json.copy(record, HEAD + 4)
  body.copy(record, HEAD + 4 + json.length)
  record.writeUInt32BE(crc32(record.subarray(HEAD)), MARK_BYTES + 4)
  return record
}

interface SpoolContent {
  spooled: Spooled[]
  /** Bytes that are no valid record, and not the incomplete end of the file. */
  damaged: { offset: number; bytes: Buffer }[]
  /** Length of an incomplete last record, which was never acknowledged. */
  torn: number
}

/** Reads a whole spool file. Never throws: bytes that are no record are returned as damaged. */
export function decodeRecords(file: Buffer): SpoolContent {
  const content: SpoolContent = { spooled: [], damaged: [], torn: 0 }
  for (let at = 0; at < file.length; ) {
    const record = recordAt(file, at)
    if (record !== undefined) {
      content.spooled.push(record.spooled)
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

/** The number of records of a file by their headers alone, because reading a full spool takes seconds. */
export function countRecords(file: Buffer): number {
  let count = 0
  for (let at = file.indexOf(MARK); at !== -1 && at + HEAD <= file.length; count++) {
    at = file.indexOf(MARK, at + HEAD + file.readUInt32BE(at + MARK_BYTES))
  }
  return count
}

function recordAt(file: Buffer, at: number): { spooled: Spooled; end: number } | undefined {
  const format = FORMATS.find(({ mark }) => file.subarray(at, at + MARK_BYTES).equals(mark))
  if (format === undefined || at + HEAD + 4 > file.length) return undefined
  const end = at + HEAD + file.readUInt32BE(at + MARK_BYTES)
  if (end > file.length) return undefined
  const content = file.subarray(at + HEAD, end)
  if (crc32(content) !== file.readUInt32BE(at + MARK_BYTES + 4)) return undefined
  const bodyAt = 4 + content.readUInt32BE(0)
  const value = parse(content.toString('utf8', 4, bodyAt))
  // False: the JSON is not that of a record, although nothing has changed it since it was written.
  if (!format.accepts(value)) return undefined
  const { delivery, readings } = value as Unchecked
  const spooled = { delivery: { ...delivery, body: Buffer.from(content.subarray(bodyAt)) } }
  return { spooled: readings === undefined ? spooled : { ...spooled, readings }, end }
}

/** The schemas have what the ledger relies on. They are wider where only a word may be another one: a `kind`, a `cause`. */
type Unchecked = Pick<Spooled, 'readings'> & { delivery: Omit<Delivery, 'body'> }

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Without valid JSON it is no record. The caller reports it.
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

/** True for the beginning of a record whose end was not written. */
function isTorn(file: Buffer, at: number): boolean {
  const rest = file.subarray(at)
  const begins = FORMATS.some(({ mark }) => mark.subarray(0, rest.length).equals(rest.subarray(0, MARK_BYTES)))
  return begins && (rest.length < HEAD || rest.length < HEAD + rest.readUInt32BE(MARK_BYTES))
}
