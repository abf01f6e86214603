import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 50

/** Resolves with true as soon as the condition holds, or with false after `patienceMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, patienceMs: number): Promise<boolean> {
  for (const end = performance.now() + patienceMs; !(await isSo()); await sleep(LOOK_EVERY_MS)) {
    if (performance.now() > end) return false
  }
  return true
}
