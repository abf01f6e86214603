import { createLedger } from '../../src/ledger/ledger.ts'

/** A ledger that keeps nothing until it is released: what arrives stays at work. */
export function heldLedger(): { makeLedger: typeof createLedger; release(): void } {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  return {
    makeLedger(options) {
      const ledger = createLedger(options)
      return { ...ledger, record: (entry) => gate.then(() => ledger.record(entry)) }
    },
    release: () => release()
  }
}
