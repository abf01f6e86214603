/** Keys of advisory locks. They must never change: two versions of the gateway may run side by side. */
export const LOCKS = {
  migration: 7_236_514_001,
  /** Batches of deliveries commit one after another, so that positions appear in their order. */
  commit: 7_236_514_002,
  retention: 7_236_514_003,
  /** Entries of the audit log are appended one after another. */
  audit: 7_236_514_004,
  /** Alarms about silent vendors are sent and ended one after another. */
  alarms: 7_236_514_005
} as const
