import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { extname } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { spawnOptions } from './child-process.ts'
import type { Cluster } from './cluster.ts'
import { canReach } from './system-user.ts'

export interface Watchdog {
  /** The gateway has left the server in order. */
  dismiss(): void
}

/**
 * A pipe of this process ends with it, however it ends. The pause lets a gateway that is restarted at once use the server that
 * still runs; one that comes later waits until it has stopped.
 */
const SCRIPT =
  'read -r word; [ "$word" = dismissed ] && exit; sleep 5; [ -e "$2/data/postmaster.pid" ] && exec "$0" "$1" "$2"'

/** Starts a shell that stops the server if this process ends without leaving it. While the process runs, it costs nothing. */
export async function startWatchdog({ directory, account }: Cluster): Promise<Watchdog> {
  const entry = fileURLToPath(new URL(`./stop-abandoned${extname(import.meta.url)}`, import.meta.url))
  // A program of root's own directories has to run as root.
  const canRun = (await canReach(entry, account)) && (await canReach(execPath, account))
  const child = spawn('/bin/sh', ['-c', SCRIPT, execPath, entry, directory], {
    ...spawnOptions(canRun ? account : undefined),
    // Signals for the gateway's group, like Ctrl-C, are not for this one.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore']
  })
  child.on('error', () => undefined) // no /bin/sh: the next start finds the server, as without a watchdog
  child.stdin.on('error', () => undefined) // it was killed
  child.unref()
  if (child.stdin instanceof Socket) child.stdin.unref()
  return { dismiss: () => child.stdin.end('dismissed\n') }
}
