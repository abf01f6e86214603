import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { run } from './child-process.ts'

/** User id and group id that PostgreSQL and the gateway run as. */
export interface SystemUser {
  uid: number
  gid: number
}

/**
 * Ids for our own users. The first range lies above all ranges that Linux distributions, systemd, and containers hand out.
 * The second one is a gap between the ranges of systemd, for containers that know only 65,536 ids.
 */
const RANGES = [
  { first: 0x7000_0000, count: 0x100_0000 },
  { first: 60_706, count: 478 }
] as const

/**
 * The user for the files of `home` when the gateway is started as root: the owner of these files if that is an ordinary
 * user, or else an id of our own that no user of this machine uses. The id follows from the path, so it stays the same.
 */
export async function chooseSystemUser(home: string, files: readonly string[]): Promise<SystemUser> {
  const shared = await nobody()
  for (const path of files) {
    const owner = await ownerOf(path)
    if (owner && owner.uid !== 0 && owner.uid !== shared.uid) return owner
  }
  return unusedUser(home)
}

export async function ownerOf(path: string): Promise<SystemUser | undefined> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined // callers ask about paths that may not exist
  )
}

/** A user that any program may use, and that has an entry in the list of users. */
export async function nobody(): Promise<SystemUser> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])])
  return { uid: Number(uid.stdout) >>> 0, gid: Number(gid.stdout) >>> 0 }
}

export async function hasName({ uid }: SystemUser): Promise<boolean> {
  return run('id', ['-un', String(uid | 0)]).then(
    () => true,
    () => false // exit code 1: no such user
  )
}

async function unusedUser(home: string): Promise<SystemUser> {
  const number = createHash('sha256').update(home).digest().readUInt32BE()
  const [isTaken, isMapped] = await Promise.all([readTaken(), readMapped()])
  for (const { first, count } of RANGES) {
    for (let tries = 0; tries < 100; tries++) {
      const id = first + ((number + tries) % count)
      if (isMapped(id) && !isTaken(id)) return { uid: id, gid: id }
    }
  }
  throw new Error('no free user id was found for PostgreSQL. Start the gateway as an ordinary user')
}

/** Ids of users and groups, and the ranges that are reserved for users of containers. */
async function readTaken(): Promise<(id: number) => boolean> {
  const [passwd, group, subuid, subgid] = await Promise.all(
    ['/etc/passwd', '/etc/group', '/etc/subuid', '/etc/subgid'].map(readFields)
  )
  const ids = new Set([...(passwd ?? []), ...(group ?? [])].map(([, , id]) => Number(id)))
  const ranges = [...(subuid ?? []), ...(subgid ?? [])].map(
    ([, first, count]) => [Number(first), Number(count)] as const
  )
  return (id) => ids.has(id) || ranges.some(([first, count]) => id >= first && id < first + count)
}

/** In a container that maps ids, the kernel knows only some. Other systems have no such file, and know all. */
async function readMapped(): Promise<(id: number) => boolean> {
  const [uids, gids] = await Promise.all(
    ['/proc/self/uid_map', '/proc/self/gid_map'].map((file) => readFile(file, 'utf8').catch(() => '0 0 4294967295'))
  )
  const maps = [uids, gids].map((text = '') =>
    text
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
  )
  const covers = ([first = 0, , count = 0]: number[], id: number) => id >= first && id < first + count
  return (id) => maps.every((map) => map.some((line) => covers(line, id)))
}

async function readFields(file: string): Promise<string[][]> {
  const text = await readFile(file, 'utf8').catch(() => '') // not every system has each of these files
  return text.split('\n').map((line) => line.split(':'))
}

/** Whether the user may enter every directory above `path`. */
export async function canReach(path: string, user: SystemUser | undefined): Promise<boolean> {
  if (!user) return true
  const parent = dirname(path)
  const { mode, uid, gid } = await stat(parent)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  if (!(mode & bit)) return false
  return parent === path || canReach(parent, user)
}
