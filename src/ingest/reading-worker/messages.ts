import { isProblem, type Reading } from '../../../schemas/reading.ts'
import type { Limits } from '../../config/limits.ts'
import type { Delivery } from '../../contract/delivery.ts'
import { ShapeError } from '../../contract/errors.ts'
import type { DeliveryOutcome, Reply } from '../../contract/reply.ts'
import { Undecodable } from '../../contract/undecodable.ts'
import { createPacer } from '../../ledger/pacer.ts'
import { fitReading } from '../../ledger/reading-data.ts'
import { type Interpretation, unread } from '../interpret.ts'

/** What the worker thread needs to have the same endpoints as the gateway. */
export interface WorkerSetup {
  /** Packages and files of BELLHOOK_ADAPTERS. */
  adapters: readonly string[]
  secrets: ReadonlyMap<string, readonly string[]>
  limits: Pick<Limits, 'ledger' | 'reading'>
}

/** One body to read. */
export interface Job {
  /** URL path of the endpoint. */
  path: string
  body: Uint8Array
  contentType: string | undefined
  headers: Readonly<Record<string, string | undefined>>
  query: string | undefined
  /** An account proved it: lists of the environment do not count. */
  isOfAccount: boolean
  /** True: the body has not been redacted yet. */
  redact: boolean
  /** Set: only the reply to a delivery with this outcome is asked for. */
  outcome?: Omit<DeliveryOutcome, 'fault'>
}

/**
 * The worker says once that it is `ready`. It answers a job with `redacted`, if the job asks for that, and then with
 * `interpreted`. It answers a job for a reply with `replied`.
 */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'redacted'; body: Uint8Array | undefined }
  | { kind: 'interpreted'; result: Result }
  | { kind: 'replied'; reply: Reply; failed: string | undefined }

/** An interpretation in a form that another thread can take without holding up its event loop. */
export interface Result {
  source: string
  decided: Pick<Delivery, 'outcome' | 'reason' | 'cause'>
  fault: { message: string; statusCode: 400 | 415 } | { violations: ShapeError['violations'] } | undefined
  defect: Error | undefined
  /** JSON lists of readings. Each is short enough to be parsed at once. */
  readings: Uint8Array<ArrayBuffer>[]
}

/**
 * Readings become JSON, because to clone them would take the receiving thread as long as to read them. Each is made to fit into
 * an event first, so none takes long to parse.
 */
export function toResult(interpretation: Interpretation, limits: WorkerSetup['limits']): Result {
  const { source, decided, fault, defect } = interpretation
  const readings = toPieces(interpretation.readings, limits)
  if (readings === undefined) {
    const mebibytes = limits.reading.resultBytes / 1024 / 1024
    return toResult(unread(source, `its readings take more than ${mebibytes} MiB`, defect), limits)
  }
  return {
    ...{ source, decided, readings },
    fault:
      fault instanceof Undecodable
        ? { message: fault.message, statusCode: fault.statusCode }
        : fault && { violations: fault.violations },
    defect:
      defect === undefined || defect instanceof Error ? defect : new Error('a reader threw something that is no error')
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Undefined: the readings are too large together. */
function toPieces(
  readings: readonly Reading[],
  { ledger, reading }: WorkerSetup['limits']
): Result['readings'] | undefined {
  const pieces: Result['readings'] = []
  let texts: string[] = []
  let characters = 0
  let bytes = 0
  for (const [at, one] of readings.entries()) {
    const text = JSON.stringify(isProblem(one) ? one : fitReading(one, ledger))
    texts.push(text)
    characters += text.length
    if (characters < reading.pieceBytes && at < readings.length - 1) continue
    // Not a Buffer, whose memory can be part of a pool: this is handed over to the other thread.
    const piece = encoder.encode(`[${texts.join(',')}]`)
    bytes += piece.length
    if (bytes > reading.resultBytes) return undefined
    pieces.push(piece)
    texts = []
    characters = 0
  }
  return pieces
}

/** The interpretation that a result was made of. Other work has its turn while the readings are parsed. */
export async function fromResult(result: Result, { reading }: Pick<Limits, 'reading'>): Promise<Interpretation> {
  const { source, decided, fault, defect } = result
  const pacer = createPacer(reading.pieceBytes)
  const readings: Reading[] = []
  // Each piece is let go as soon as it was read.
  for (let bytes = result.readings.shift(); bytes !== undefined; bytes = result.readings.shift()) {
    // Written by toPieces.
    const piece: Reading[] = JSON.parse(decoder.decode(bytes))
    for (const one of piece) readings.push(one)
    await pacer.pause(bytes.length)
  }
  const interpretation = { source, readings, decided, defect }
  if (fault === undefined) return interpretation
  const error =
    'violations' in fault ? new ShapeError(fault.violations) : new Undecodable(fault.message, fault.statusCode)
  return { ...interpretation, fault: error }
}
