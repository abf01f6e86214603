import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { FastifyRequest } from 'fastify'
import type { Channel } from '../../src/contract/channel.ts'

// Defects of controls, where a defense is an algorithm or a structure of the gateway, so that there is no bound to switch off.

/**
 * - `slow-reader`: interpreting a delivery takes 50 ms.
 * - `quadratic-reader`: interpreting a delivery takes time with the square of its size.
 * - `greedy-router`: a body is read and parsed before its route is looked up.
 * - `eager-continue`: every `Expect: 100-continue` gets a `100 Continue` before anything else.
 * - `chunk-hoarder`: each chunk of a body is kept as an object of its own.
 */
export type Plant = ReaderDefect | ServerDefect
type ReaderDefect = 'slow-reader' | 'quadratic-reader'
type ServerDefect = 'greedy-router' | 'eager-continue' | 'chunk-hoarder'

/** Runs before a delivery is received. */
type Defect = (request: FastifyRequest) => void

const READER_DEFECTS: Readonly<Record<ReaderDefect, Defect>> = {
  'slow-reader': () => holdEventLoop(50),
  'quadratic-reader': ({ body }) => holdEventLoop(sizeOf(Buffer.isBuffer(body) ? parse(body) : body) ** 2 * MS_PER_PAIR)
}

const SERVER_DEFECTS: Readonly<Record<ServerDefect, (server: Server) => void>> = {
  'greedy-router'(server) {
    const listeners = server.listeners('request')
    server.removeAllListeners('request')
    server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
      // A connection may close in the middle of its body.
      const body = await buffer(request).catch(() => undefined)
      if (body !== undefined) kept.push(parse(body))
      for (const listener of listeners) listener.call(server, request, response)
    })
  },
  'eager-continue'(server) {
    server.prependListener('checkContinue', (_request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue()
    })
  },
  'chunk-hoarder'(server) {
    server.prependListener('request', (request: IncomingMessage) => {
      request.on('data', (chunk: Buffer) => kept.push(chunk))
    })
  }
}

/** Returns the channels with the defect in each, if it is a defect of readers. */
export function plantInReaders(channels: readonly Channel[], plant: Plant | undefined): readonly Channel[] {
  const defect = isOf(READER_DEFECTS, plant) ? READER_DEFECTS[plant] : undefined
  if (defect === undefined) return channels
  return channels.map((channel) => ({
    ...channel,
    plugin: (app, services) =>
      channel.plugin(app, {
        ...services,
        deliver(endpoint) {
          const handler = services.deliver(endpoint)
          return function (request, reply) {
            defect(request)
            return handler.call(this, request, reply)
          }
        }
      })
  }))
}

/** Gives a server the defect, if it is a defect of servers. */
export function plantInServer(server: Server, plant: Plant | undefined): void {
  if (isOf(SERVER_DEFECTS, plant)) SERVER_DEFECTS[plant](server)
}

function isOf<Name extends string>(defects: Readonly<Record<Name, unknown>>, plant: string | undefined): plant is Name {
  return plant !== undefined && plant in defects
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return body
  }
}

/** An ordinary body of 30 values takes 0.1 ms, and 5,000 values take 2.5 s. */
const MS_PER_PAIR = 0.0001
const LONGEST_MS = 5_000
const CHARACTERS_PER_VALUE = 64

function holdEventLoop(milliseconds: number): void {
  const end = performance.now() + Math.min(milliseconds, LONGEST_MS)
  while (performance.now() < end);
}

/** Counts the values of a parsed body. A long text counts as one value for every 64 characters. */
function sizeOf(body: unknown): number {
  let size = 0
  const rest = [body]
  while (rest.length > 0) {
    const value = rest.pop()
    size++
    if (typeof value === 'string') size += value.length / CHARACTERS_PER_VALUE
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) rest.push(item)
  }
  return size
}

/** Never released, as if the gateway still worked on them. */
const kept: unknown[] = []
