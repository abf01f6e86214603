import { type ConsumeOptions, consumeEvents, type EventHandler, type Worker } from './consume-events.ts'
import { type EventFeed, type FollowOptions, followEvents } from './follow-events.ts'
import { createGateway, type GatewayOptions } from './gateway.ts'

// `bellhook/client`: reads the events of a gateway. It runs in Node.js, Bun, Deno, workers, and browsers, and needs no other package.

export { BellhookError } from './bellhook-error.ts'
export type { ConsumeOptions, EventHandler, HandlerContext, Worker } from './consume-events.ts'
export type { BellhookEvent, EventDataByType, EventType } from './event-types.ts'
export type { EventFeed, EventFilter, FollowOptions } from './follow-events.ts'
export type { GatewayOptions } from './gateway.ts'

export interface BellhookClient {
  /** Events in the order of the feed, without end. The caller stores the cursor. */
  events(options?: FollowOptions): EventFeed
  /** Handles the events of a named consumer, one at a time. The gateway stores the cursor. */
  consume(name: string, handler: EventHandler, options?: ConsumeOptions): Worker
}

export function createClient(options: GatewayOptions): BellhookClient {
  const gateway = createGateway(options)
  return {
    events: (followOptions = {}) => followEvents(gateway, followOptions),
    consume: (name, handler, consumeOptions = {}) => consumeEvents(gateway, name, handler, consumeOptions)
  }
}
