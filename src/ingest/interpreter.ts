import type { Channel } from '../contract/channel.ts'
import type { CredentialStore } from '../contract/credentials.ts'
import type { Delivery, Entry } from '../contract/delivery.ts'
import type { Endpoint } from '../contract/endpoint.ts'
import { interpret } from './interpret.ts'

/** Reads what was stored or spooled with the code of today. */
export interface Interpreter {
  /** Undefined: no endpoint takes deliveries at this path any more. */
  interpret(delivery: Delivery): Entry | undefined
}

interface InterpreterOptions {
  channels: readonly Channel[]
  credentials: CredentialStore
  log: { error(fields: object, message: string): void }
}

export function createInterpreter({ channels, credentials, log }: InterpreterOptions): Interpreter {
  const endpoints = new Map<string, Endpoint>()
  for (const channel of channels) {
    for (const endpoint of channel.endpoints) endpoints.set(pathOf(channel, endpoint), endpoint)
  }

  return {
    interpret(delivery) {
      const endpoint = endpoints.get(delivery.endpoint.replace(/\/$/, ''))
      if (endpoint === undefined) return undefined
      const { body, contentType, contentEncoding, keyHeaders: headers = {} } = delivery
      const content = { body, contentType: contentType ?? undefined, contentEncoding }
      const { source, readings, decided, defect } = interpret(endpoint, content, { headers, settings: credentials })
      if (defect !== undefined) logDefect(log, delivery, defect)
      const { outcome: _outcome, reason: _reason, cause: _cause, ...arrived } = delivery
      return { delivery: { ...arrived, source, ...decided }, readings }
    }
  }
}

/** The URL path of an endpoint. */
export function pathOf(channel: Pick<Channel, 'name'>, { path }: Pick<Endpoint, 'path'>): string {
  return `/webhooks/${channel.name}${path}`
}

export function logDefect(log: InterpreterOptions['log'], { id }: Pick<Delivery, 'id'>, defect: unknown): void {
  log.error({ err: defect, deliveryId: id }, 'a delivery could not be read because of a defect in its reader')
}
