import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import type { Channel } from '../../src/contract/channel.ts'

// Defects that a control has on purpose, where no bound of the gateway can be switched off.

/**
 * - `slow-reader`: reading any delivery takes 50 ms.
 * - `quadratic-reader`: reading a delivery takes time with the square of its size.
 * - `inflating-reader`: a compressed body is inflated without a bound.
 * - `greedy-router`: a body is read and parsed before it is known whether there is a route for it.
 */
export type Plant = ReaderDefect | 'greedy-router'
type ReaderDefect = 'slow-reader' | 'quadratic-reader' | 'inflating-reader'

/** Runs before a delivery is received. */
type Defect = (request: FastifyRequest) => void

const DEFECTS: Readonly<Record<ReaderDefect, Defect>> = {
  'slow-reader': () => holdEventLoop(50),
  'quadratic-reader': ({ body }) =>
    holdEventLoop(sizeOf(Buffer.isBuffer(body) ? parse(body) : body) ** 2 * MS_PER_PAIR),
  'inflating-reader': ({ raw, body }) => {
    if (raw.headers['content-encoding'] !== 'gzip' || !Buffer.isBuffer(body)) return
    kept.push(gunzipSync(body, { maxOutputLength: MOST_INFLATED }))
  }
}

/** The same channels with the defect in each. */
export function plantInReaders(channels: readonly Channel[], plant: Plant | undefined): readonly Channel[] {
  if (plant === undefined || plant === 'greedy-router') return channels
  const defect = DEFECTS[plant]
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

/** Gives a server the defect, if that is where it belongs. */
export function plantInServer(server: Server, plant: Plant | undefined): void {
  if (plant !== 'greedy-router') return
  const listeners = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    // A connection may close in the middle of its body.
    const body = await buffer(request).catch(() => undefined)
    if (body !== undefined) kept.push(parse(body))
    for (const listener of listeners) listener.call(server, request, response)
  })
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return body
  }
}

/** 30 values, an ordinary body, cost 0.1 ms; 5,000 cost 2.5 s. */
const MS_PER_PAIR = 0.0001
const LONGEST_MS = 5_000
const CHARACTERS_PER_VALUE = 64

function holdEventLoop(milliseconds: number): void {
  const end = performance.now() + Math.min(milliseconds, LONGEST_MS)
  while (performance.now() < end);
}

/** Values in a parsed body; a long text counts as many. */
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

const MOST_INFLATED = 256 * 1024 * 1024
/** Never released, as if something still worked on them. */
const kept: unknown[] = []
