import { setImmediate as nextTurn } from 'node:timers/promises'

const TURNS = 16

/**
 * Resolves after other work of the process has run. Node accepts one connection per turn of the event loop
 * (https://github.com/libuv/libuv/pull/3696). With a single turn between two pieces of long work, a health check behind 400 new
 * connections would wait for 400 pieces.
 */
export async function letOthersWork(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn()
}
