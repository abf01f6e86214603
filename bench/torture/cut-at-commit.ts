import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './stage.ts'

/** Replies of commits get lost: the database has them, and the gateway cannot know. What is sent again must not double. */
export const cutAtCommit: Fault = async ({ proxy, senders, fail }, { seconds, say }) => {
  await senders.more()
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(150)) {
    proxy.set('cut-at-commit')
    await sleep(50)
    proxy.set('forward')
  }
  say(`${proxy.cut()} replies of commits dropped`)
  if (proxy.cut() === 0) fail('no reply of a commit was dropped')
}
