import { chmod, chown, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './child-process.ts'
import { type Account, hasName, nobody, ownerOf } from './system-user.ts'

/** Everything that Bellhook keeps in DATA_DIR. */
const OURS = /^(api-token|spool|postgres|postgresql-[\w.-]+|.+\.new-\w+)$/

/**
 * Gives DATA_DIR and the spool to the account, so that the gateway can work without root. Leaves everything as it is if
 * DATA_DIR belongs to another user, or holds files that are not Bellhook's: then it may be a directory like /tmp.
 */
export async function claimDataDir(home: string, account: Account): Promise<void> {
  const owner = await ownerOf(home)
  const names = await readdir(home)
  const isClaimed = owner?.uid === account.uid
  const isFree = owner?.uid === 0 || owner?.uid === (await nobody()).uid
  if (!isClaimed && !(isFree && names.every((name) => OURS.test(name)))) return

  const own = names.filter((name) => name === 'spool' || name === 'api-token')
  await changeOwner(
    own.map((name) => join(home, name)),
    account
  )
  if (isClaimed) return
  await chown(home, account.uid, account.gid)
  await chmod(home, (await stat(home)).mode | 0o010) // for initdb, see asNamed
}

/**
 * Runs a program that insists on a name for its user, which an account of our own does not have. The program runs as `nobody`
 * then, but with our group, and in a directory that only this group can enter. So other programs of `nobody` can
 * neither reach its files nor look into its memory. Afterwards the directory belongs to the account.
 */
export async function asNamed(
  directory: string,
  account: Account,
  program: (as: Account) => Promise<unknown>
): Promise<void> {
  const isNamed = await hasName(account)
  await chown(directory, isNamed ? account.uid : 0, account.gid)
  await chmod(directory, isNamed ? 0o700 : 0o770)
  await program(isNamed ? account : { uid: (await nobody()).uid, gid: account.gid })
  await giveContents(directory, account)
  await chmod(directory, 0o700)
  // Last: while it belongs to root, the next start knows that this is not finished.
  await chown(directory, account.uid, account.gid)
}

export async function giveContents(directory: string, account: Account): Promise<void> {
  const names = await readdir(directory)
  await changeOwner(
    names.map((name) => join(directory, name)),
    account
  )
}

/** With the system's program, which follows no symbolic link, also if another program exchanges files meanwhile. */
async function changeOwner(paths: readonly string[], { uid, gid }: Account): Promise<void> {
  if (paths.length > 0) await run('chown', ['-R', '-h', `${uid}:${gid}`, ...paths])
}
