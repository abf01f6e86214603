import { createLedger } from '../../src/ledger/ledger.ts'

/** A ledger that stores nothing until it is released, so that deliveries stay at work. */
export function heldLedger(): { makeLedger: typeof createLedger; release(): void } {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  return {
    makeLedger(options) {
      const ledger = createLedger(options)
      return { ...ledger, record: (delivery) => gate.then(() => ledger.record(delivery)) }
    },
    release: () => release()
  }
}
