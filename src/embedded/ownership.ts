import { chmod, chown, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './child-process.ts'
import { hasName, nobody, ownerOf, type SystemUser } from './system-user.ts'

/** Names of everything that Bellhook stores in DATA_DIR. */
const OURS = /^(api-token|spool|postgres|postgresql-[\w.-]+|.+\.new-\w+)$/

/**
 * Gives DATA_DIR and the spool to the user, so that the gateway can work without root. Leaves everything as it is if
 * DATA_DIR belongs to another user, or holds files that are not Bellhook's: then it may be a directory like /tmp.
 */
export async function claimDataDir(home: string, user: SystemUser): Promise<void> {
  const owner = await ownerOf(home)
  const names = await readdir(home)
  const isClaimed = owner?.uid === user.uid
  const isFree = owner?.uid === 0 || owner?.uid === (await nobody()).uid
  if (!isClaimed && !(isFree && names.every((name) => OURS.test(name)))) return

  const own = names.filter((name) => name === 'spool' || name === 'api-token')
  await changeOwner(
    own.map((name) => join(home, name)),
    user
  )
  if (isClaimed) return
  await chown(home, user.uid, user.gid)
  await chmod(home, (await stat(home)).mode | 0o010) // for initdb, see asNamed
}

/**
 * Runs a program that requires a named user. Our own user id has no name, so the program runs as `nobody`, but with our
 * group, and in a directory that only this group can enter. So other programs of `nobody` can
 * neither reach its files nor look into its memory. Afterwards the directory belongs to the user.
 */
export async function asNamed(
  directory: string,
  user: SystemUser,
  program: (as: SystemUser) => Promise<unknown>
): Promise<void> {
  const isNamed = await hasName(user)
  await chown(directory, isNamed ? user.uid : 0, user.gid)
  await chmod(directory, isNamed ? 0o700 : 0o770)
  await program(isNamed ? user : { uid: (await nobody()).uid, gid: user.gid })
  await giveContents(directory, user)
  await chmod(directory, 0o700)
  // Last: while it belongs to root, the next start knows that this is not finished.
  await chown(directory, user.uid, user.gid)
}

export async function giveContents(directory: string, user: SystemUser): Promise<void> {
  const names = await readdir(directory)
  await changeOwner(
    names.map((name) => join(directory, name)),
    user
  )
}

/** With the system's program, which follows no symbolic link, also if another program exchanges files meanwhile. */
async function changeOwner(paths: readonly string[], { uid, gid }: SystemUser): Promise<void> {
  if (paths.length > 0) await run('chown', ['-R', '-h', `${uid}:${gid}`, ...paths])
}
