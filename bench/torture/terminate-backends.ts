import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

const TERMINATE = `select count(pg_terminate_backend(pid)) as count from pg_stat_activity where application_name = 'bellhook'`

/** An administrator who ends the gateway's connections again and again, in the middle of whatever they do. */
export const terminateBackends: Fault = async ({ postgres, senders, fail }, { seconds, say }) => {
  await senders.more()
  let terminated = 0
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(100)) {
    const [row] = await postgres.query(TERMINATE)
    terminated += Number(row?.['count'])
  }
  say(`${terminated} connections ended`)
  if (terminated === 0) fail('no connection was ended')
}
