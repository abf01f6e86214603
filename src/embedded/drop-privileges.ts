import { access, constants, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execPath, getuid, seteuid, setgid, setgroups, setuid } from 'node:process'
import { fileURLToPath } from 'node:url'
import { canReach, type SystemUser } from './system-user.ts'

/** Lower ports are reserved for root. */
const FIRST_FREE_PORT = 1_024

/** The remaining privileges of a gateway that was started as root. */
export interface Privileges {
  /** The user that the gateway runs as after root. Undefined: nothing changes. */
  user: SystemUser | undefined
  /** Runs `work` as root if the port needs that, then gives up root for good. */
  bind(port: number, work: () => Promise<unknown>): Promise<void>
}

const UNCHANGED: Privileges = { user: undefined, bind: async (_port, work) => void (await work()) }

/** Switches from root to the user, if the user can reach everything that the gateway needs. Prints one line about it. */
export async function dropPrivileges(
  user: SystemUser | undefined,
  dataDir: string,
  say: (line: string) => void
): Promise<Privileges> {
  if (getuid?.() !== 0 || !setgroups || !setgid || !seteuid || !setuid) return UNCHANGED
  if (!user) {
    say('WARNING: the gateway runs as root. Start it as an ordinary user.')
    return UNCHANGED
  }
  const obstacle = await findObstacle(user, dataDir)
  if (obstacle !== undefined) {
    say(`WARNING: the gateway keeps running as root: ${obstacle}.`)
    return UNCHANGED
  }
  const { uid, gid } = user
  setgroups([gid])
  setgid(gid)
  seteuid(uid)
  say(`Started as root: the gateway now runs as user ${uid}, who owns ${dataDir}.`)
  return {
    user,
    async bind(port, work) {
      if (port > 0 && port < FIRST_FREE_PORT) seteuid?.(0)
      await work()
      seteuid?.(0)
      setuid?.(uid)
    }
  }
}

/** Gives up root for good, in a process that was started by one that still had it. */
export function giveUpRoot(user: SystemUser | undefined): void {
  if (user === undefined || getuid?.() !== 0) return
  seteuid?.(0)
  setgroups?.([user.gid])
  setgid?.(user.gid)
  setuid?.(user.uid)
}

/** Why the gateway cannot run as the user. The program files are needed later too: for lazy modules, and by the watchdog. */
async function findObstacle(user: SystemUser, dataDir: string): Promise<string | undefined> {
  const { uid } = await stat(dataDir)
  if (uid !== user.uid) {
    return `${dataDir} belongs to user ${uid} or holds files of other programs. Set DATA_DIR to a directory of its own`
  }
  if (!(await canReach(join(dataDir, 'spool'), user))) {
    return `user ${user.uid} cannot reach ${dataDir}. Set DATA_DIR to a directory that other users can reach`
  }
  for (const path of [await packageRoot(), execPath]) {
    if (!(await canReach(path, user))) return `user ${user.uid} cannot reach ${path}. Install it where other users can`
  }
  return undefined
}

async function packageRoot(): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    const isHere = await access(file, constants.R_OK).then(
      () => true,
      () => false // the next one up
    )
    if (isHere || folder === dirname(folder)) return file
  }
}
