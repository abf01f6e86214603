// `bellhook/receive`: verifies what a gateway delivers to a destination. It uses WebCrypto, and runs in Node.js, Bun, Deno, and workers.

export type { BellhookEvent, EventDataByType, EventType } from '../event-types.ts'
export type { ReceiveHandler } from './answer.ts'
export { expressReceiver, type ReceivedRequest, type ReceivedResponse } from './express-receiver.ts'
export { type FastifyReceiverOptions, fastifyReceiver } from './fastify-receiver.ts'
export { fetchReceiver } from './fetch-receiver.ts'
export { ReceiveError } from './receive-error.ts'
export { receive, receiveBatch } from './receive-events.ts'
export type { Message, ReceiveOptions } from './verify.ts'
