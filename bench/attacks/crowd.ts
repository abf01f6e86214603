import { readFileSync } from 'node:fs'

/** Connections of an attack by their number: more than the gateway takes, and more than it may open files. */
export const CROWD = 12_000

/** Files that the attacked gateway may open: more than its cap on connections, and fewer than the crowd. */
export const GATEWAY_FILES = 9_000

/** Tells whether this process may open enough files. Node.js raises its soft limit to the hard limit. */
export function canMakeCrowd(): boolean {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const hard = /^Max open files\s+\d+\s+(\d+|unlimited)/m.exec(limits)?.[1]
  return hard === 'unlimited' || Number(hard) >= CROWD + 2_000
}
