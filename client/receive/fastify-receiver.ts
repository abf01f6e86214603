import { answer, MOST_BYTES, type ReceiveHandler } from './answer.ts'
import type { ReceiveOptions } from './verify.ts'

export interface FastifyReceiverOptions extends ReceiveOptions {
  /** Path of the route. */
  path: string
  handler: ReceiveHandler
}

interface FastifyRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: unknown
}

interface FastifyReply {
  code(status: number): { type(contentType: string): { send(body: string): unknown } }
}

/** What is needed of an instance of Fastify. */
export interface FastifyScope {
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    contentType: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parser: (request: unknown, body: Uint8Array, done: (error: Error | null, body?: unknown) => void) => void
  ): unknown
  post(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): unknown
}

/** A plugin for Fastify: `app.register(fastifyReceiver, { path, secrets, handler })`. Routes outside of it parse bodies as before. */
export async function fastifyReceiver(app: FastifyScope, options: FastifyReceiverOptions): Promise<void> {
  const { path, handler, ...receiveOptions } = options
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
    done(null, body)
  )
  app.post(path, async (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
    const { status, body: json } = await answer({ headers: request.headers, body }, receiveOptions, handler)
    return reply.code(status).type('application/json').send(json)
  })
}
