import { access, constants, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execPath, getuid, seteuid, setgid, setgroups, setuid } from 'node:process'
import { fileURLToPath } from 'node:url'
import { type Account, canReach } from './system-user.ts'

/** Ports below this one are root's. */
const FIRST_FREE_PORT = 1_024

/** What a gateway that was started as root may do. */
export interface Privileges {
  /** Runs `work` as root if the port needs that, then gives up root for good. */
  bind(port: number, work: () => Promise<unknown>): Promise<void>
}

const UNCHANGED: Privileges = { bind: async (_port, work) => void (await work()) }

/**
 * Works as the account from now on, if the gateway was started as root and the account can reach all it needs. Says which of
 * both it is in one line.
 */
export async function dropPrivileges(
  account: Account | undefined,
  dataDir: string,
  say: (line: string) => void
): Promise<Privileges> {
  if (getuid?.() !== 0 || !setgroups || !setgid || !seteuid || !setuid) return UNCHANGED
  if (!account) {
    say('WARNING: the gateway runs as root, and does not need to. Start it as an ordinary user.')
    return UNCHANGED
  }
  const obstacle = await findObstacle(account, dataDir)
  if (obstacle !== undefined) {
    say(`WARNING: the gateway keeps running as root: ${obstacle}.`)
    return UNCHANGED
  }
  const { uid, gid } = account
  setgroups([gid])
  setgid(gid)
  seteuid(uid)
  say(`Started as root: runs as user ${uid} from now on, which owns ${dataDir}.`)
  return {
    async bind(port, work) {
      if (port > 0 && port < FIRST_FREE_PORT) seteuid?.(0)
      await work()
      seteuid?.(0)
      setuid?.(uid)
    }
  }
}

/** The program is needed for modules that are loaded later, and by the watchdog. */
async function findObstacle(account: Account, dataDir: string): Promise<string | undefined> {
  const { uid } = await stat(dataDir)
  if (uid !== account.uid) {
    return `${dataDir} belongs to user ${uid} or holds files of other programs. Set DATA_DIR to a directory of its own`
  }
  if (!(await canReach(join(dataDir, 'spool'), account))) {
    return `user ${account.uid} cannot reach ${dataDir}. Set DATA_DIR to a directory that other users can reach`
  }
  for (const path of [await packageRoot(), execPath]) {
    if (!(await canReach(path, account)))
      return `user ${account.uid} cannot reach ${path}. Install it where other users can`
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
