import type { Channel } from '../contract/channel.ts'
import type { Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import type { BodyReader } from './body-reader.ts'
import { endpointsOf } from './endpoints.ts'
import type { Interpretation } from './interpret.ts'

/** Reads what was stored or spooled with the code of today. */
export interface Interpreter {
  /** Undefined: no endpoint takes deliveries at this path any more. A large body is read in a worker thread. */
  interpret(delivery: Delivery): InterpretedDelivery | undefined | Promise<InterpretedDelivery>
}

interface InterpreterOptions {
  channels: readonly Channel[]
  reader: Pick<BodyReader, 'interpret'>
  log: { error(fields: object, message: string): void }
}

export function createInterpreter({ channels, reader, log }: InterpreterOptions): Interpreter {
  const endpoints = endpointsOf(channels)

  return {
    interpret(delivery) {
      // The query is stored behind the path, if the endpoint reads it.
      const [called = '', query] = delivery.endpoint.split(/\?(.*)/s, 2)
      const path = called.replace(/\/$/, '')
      const endpoint = endpoints.get(path)
      if (endpoint === undefined) return undefined
      const { body, contentType, contentEncoding, keyHeaders: headers = {} } = delivery
      const content = { body, contentType: contentType ?? undefined, contentEncoding }
      const interpretation = reader.interpret(endpoint, { path, content, headers, query })
      return interpretation instanceof Promise
        ? interpretation.then((one) => interpretedOf(delivery, one))
        : interpretedOf(delivery, interpretation)
    }
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
