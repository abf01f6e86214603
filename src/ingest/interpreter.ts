import type { Channel } from '../contract/channel.ts'
import type { Delivery, Entry } from '../contract/delivery.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { BodyReader } from './body-reader.ts'
import { type CodedBody, codedBody, type Decoder } from './decoder.ts'
import { endpointsOf } from './endpoints.ts'
import { type Interpretation, unreadable } from './interpret.ts'

/** Reads what was stored or spooled with the code of today. */
export interface Interpreter {
  /** Undefined: no endpoint takes deliveries at this path any more. A large body is read in a worker thread, and a compressed one is decoded first. */
  interpret(delivery: Delivery): Entry | undefined | Promise<Entry>
}

interface InterpreterOptions {
  channels: readonly Channel[]
  reader: Pick<BodyReader, 'interpret'>
  decoder: Pick<Decoder, 'decodeStored'>
  log: { error(fields: object, message: string): void }
}

export function createInterpreter({ channels, reader, decoder, log }: InterpreterOptions): Interpreter {
  const endpoints = endpointsOf(channels)

  return {
    interpret(delivery) {
      // The query is stored behind the path, if the endpoint reads it.
      const [called = '', query] = delivery.endpoint.split(/\?(.*)/s, 2)
      const path = called.replace(/\/$/, '')
      const endpoint = endpoints.get(path)
      if (endpoint === undefined) return undefined
      const { contentType, contentEncoding, keyHeaders: headers = {} } = delivery
      const read = (body: Buffer) =>
        reader.interpret(endpoint, { path, content: { body, contentType: contentType ?? undefined }, headers, query })
      const coded = codedBody(delivery.body, contentEncoding)
      const interpretation = coded ? readDecoded(endpoint, coded, read) : read(delivery.body)
      return interpretation instanceof Promise
        ? interpretation.then((one) => entryOf(delivery, one))
        : entryOf(delivery, interpretation)
    }
  }

  async function readDecoded(
    endpoint: Endpoint,
    coded: CodedBody,
    read: (body: Buffer) => Interpretation | Promise<Interpretation>
  ): Promise<Interpretation> {
    const { body, fault } = await decoder.decodeStored(endpoint, coded)
    return fault ? unreadable(endpoint, undefined, fault) : read(body)
  }

  function entryOf(delivery: Delivery, { source, readings, decided, defect }: Interpretation): Entry {
    if (defect !== undefined) logDefect(log, delivery, defect)
    const { outcome: _outcome, reason: _reason, cause: _cause, ...arrived } = delivery
    return { delivery: { ...arrived, source, ...decided }, readings }
  }
}

export function logDefect(log: InterpreterOptions['log'], { id }: Pick<Delivery, 'id'>, defect: unknown): void {
  log.error({ err: defect, deliveryId: id }, 'a delivery could not be read because of a defect in its reader')
}
