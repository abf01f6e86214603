import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { extname } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { spawnOptions } from './child-process.ts'
import type { Cluster } from './cluster.ts'
import { canReach } from './system-user.ts'

interface Watchdog {
  /** Ends the watchdog, because the gateway has released the server itself. */
  dismiss(): void
}

/**
 * The pipe closes when this process ends, for any reason. The pause lets a gateway that restarts at once use the running server. A
 * later one waits until the server has stopped.
 */
const SCRIPT =
  'read -r word; [ "$word" = dismissed ] && exit; sleep 5; [ -e "$2/data/postmaster.pid" ] && exec "$0" "$1" "$2"'

/** Starts a shell that stops the server if this process ends without releasing it. */
export async function startWatchdog({ directory, user }: Cluster): Promise<Watchdog> {
  const entry = fileURLToPath(new URL(`./stop-abandoned${extname(import.meta.url)}`, import.meta.url))
  // A program in directories of root must run as root.
  const canRun = (await canReach(entry, user)) && (await canReach(execPath, user))
  const child = spawn('/bin/sh', ['-c', SCRIPT, execPath, entry, directory], {
    ...spawnOptions(canRun ? user : undefined),
    // Signals to the process group of the gateway, like Ctrl-C, must not reach the watchdog.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore']
  })
  child.on('error', () => undefined) // no /bin/sh: the next start finds the server, as without a watchdog
  child.stdin.on('error', () => undefined) // it was killed
  child.unref()
  if (child.stdin instanceof Socket) child.stdin.unref()
  return { dismiss: () => child.stdin.end('dismissed\n') }
}
