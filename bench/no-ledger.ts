import type { Ledger } from '../src/ledger/ledger.ts'

/** Stores nothing. What is left is the cost of HTTP, verification, parsing, validation, and normalization. */
export function noLedger(): Ledger {
  return {
    record: async ({ delivery }) => ({
      ...{ deliveryId: delivery.id, outcome: 'accepted', reason: null, problems: [], events: [] }
    }),
    status: () => ({
      spooling: false,
      waiting: 0,
      spool: { records: 0, bytes: 0, maxBytes: 0, writable: true, damaged: 0, isListed: true }
    }),
    close: async () => undefined
  }
}
