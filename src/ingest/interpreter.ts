import type { AccountIngest } from '../accounts/account-ingest.ts'
import type { Channel } from '../contract/channel.ts'
import type { Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import type { BodyReader } from './body-reader.ts'
import { type CodedBody, codedBody, type Decoder } from './decoder.ts'
import { endpointsOf } from './endpoints.ts'
import { type Interpretation, unreadable } from './interpret.ts'

/** Interprets stored and spooled deliveries with the current code. */
export interface Interpreter {
  /** Undefined: no endpoint accepts deliveries at this path any more. A worker thread reads a large body, and a compressed one is decoded first. */
  interpret(delivery: Delivery): InterpretedDelivery | undefined | Promise<InterpretedDelivery>
}

interface InterpreterOptions {
  channels: readonly Channel[]
  reader: Pick<BodyReader, 'interpret'>
  decoder: Pick<Decoder, 'decodeStored'>
  accounts: Pick<AccountIngest, 'attributeStored'>
  log: { error(fields: object, message: string): void }
}

export function createInterpreter({ channels, reader, decoder, accounts, log }: InterpreterOptions): Interpreter {
  const endpoints = endpointsOf(channels)

  return {
    interpret(delivery) {
      // If the endpoint reads the query, it is stored after the path.
      const [called = '', query] = delivery.endpoint.split(/\?(.*)/s, 2)
      const path = called.replace(/\/$/, '')
      const endpoint = endpoints.get(path)
      if (endpoint === undefined) return undefined
      const { contentType, contentEncoding, keyHeaders: headers = {} } = delivery
      const isOfAccount = delivery.proven !== undefined
      const read = (body: Buffer) => {
        const content = { body, contentType: contentType ?? undefined }
        return reader.interpret(endpoint, { path, content, headers, query, isOfAccount })
      }
      const coded = codedBody(delivery.body, contentEncoding)
      const interpretation = coded ? readDecoded(endpoint, coded, read) : read(delivery.body)
      return interpretation instanceof Promise
        ? interpretation.then((one) => accounts.attributeStored(path, interpretedOf(delivery, one)))
        : accounts.attributeStored(path, interpretedOf(delivery, interpretation))
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

  function interpretedOf(
    delivery: Delivery,
    { source, readings, decided, defect }: Interpretation
  ): InterpretedDelivery {
    if (defect !== undefined) logDefect(log, delivery, defect)
    const { outcome: _outcome, reason: _reason, cause: _cause, ...arrived } = delivery
    return { delivery: { ...arrived, source, ...decided }, readings }
  }
}

export function logDefect(log: InterpreterOptions['log'], { id }: Pick<Delivery, 'id'>, defect: unknown): void {
  log.error({ err: defect, deliveryId: id }, 'a delivery could not be read because of a defect in its reader')
}
