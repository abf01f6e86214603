import type { Delivery } from '../contract/delivery.ts'
import type { Queries } from '../db/connect.ts'
import { addWatchedSource } from '../db/hydration/providers.ts'
import { addWebhookTimes } from '../db/hydration/traffic.ts'

/** Remembers when webhooks of sources came whose API is not called. It costs webhooks no statement. */
export interface TrafficNotes {
  note(delivery: Pick<Delivery, 'source' | 'channel' | 'receivedAt'>): void
  /** Writes what was remembered. What cannot be written is kept. */
  write(query: Queries): Promise<void>
}

interface Note {
  channel: string
  first: string
  last: string
}

/** A generic source names itself in its body. */
const MOST_SOURCES = 1_000

/** `connected`: sources that are watched with what their webhooks say. */
export function createTrafficNotes(connected: ReadonlySet<string>): TrafficNotes {
  const notes = new Map<string, Note>()

  return {
    note({ source, channel, receivedAt }) {
      const known = notes.get(source)
      if (known !== undefined) known.last = receivedAt
      else if (!connected.has(source) && notes.size < MOST_SOURCES) {
        notes.set(source, { channel, first: receivedAt, last: receivedAt })
      }
    },

    async write(query) {
      for (const [source, { channel, first, last }] of [...notes]) {
        await addWatchedSource(query, { source, channel, connectedAt: first })
        await addWebhookTimes(query, source, [...new Set([first, last])])
        const current = notes.get(source)
        if (current === undefined || current.last === last) notes.delete(source)
        else notes.set(source, { ...current, first: current.last })
      }
    }
  }
}
