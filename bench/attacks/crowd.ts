import { readFileSync } from 'node:fs'

/** Connections of an attack that is about their number. The gateway takes fewer, and a gateway without a cap runs out of files. */
export const CROWD = 12_000

/** Files that the attacked gateway may open: more than it wants, and fewer than the crowd needs. */
export const GATEWAY_FILES = 9_000

/** Node.js raises its own limit to the hard one. The crowd, and what stands beside it, has to fit. */
export function canMakeCrowd(): boolean {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const hard = /^Max open files\s+\d+\s+(\d+|unlimited)/m.exec(limits)?.[1]
  return hard === 'unlimited' || Number(hard) >= CROWD + 2_000
}
