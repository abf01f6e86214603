import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { errors } from '../contract/errors.ts'

// `scrypt` has overloads, of which promisify finds the one without options.
const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  bytes: number,
  options: ScryptOptions
) => Promise<Buffer>

/** One of the parameter sets that OWASP lists: 34 MB and about 170 ms. */
const PARAMETERS = { ln: 15, r: 8, p: 3 }
const HASH_BYTES = 32
const SALT_BYTES = 16
const FORM = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/

/** A hash that no password has, for names that are unknown. */
const NOBODY = `$scrypt$ln=${PARAMETERS.ln},r=${PARAMETERS.r},p=${PARAMETERS.p}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`

export interface Passwords {
  hash(password: string): Promise<string>
  /** Undefined as the hash takes the same time, and is false. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** Hashes one password at a time, because scrypt uses the threads that the spool and DNS need. Throws OVERLOADED if many wait. */
export function createPasswords({ waiting: most }: { waiting: number }): Passwords {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (waiting >= most) throw new errors.OVERLOADED()
    waiting++
    const result = last.then(work)
    last = result.catch(() => undefined).finally(() => waiting--)
    return result
  }

  return {
    async hash(password) {
      const { ln, r, p } = PARAMETERS
      const salt = randomBytes(SALT_BYTES)
      const hash = await inTurn(() => derive(password, salt, HASH_BYTES, optionsOf(ln, r, p)))
      return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${hash.toString('base64')}`
    },

    async verify(password, stored) {
      const [, ln, r, p, salt = '', hash = ''] = FORM.exec(stored ?? NOBODY) ?? []
      const expected = Buffer.from(hash, 'base64')
      const options = optionsOf(Number(ln), Number(r), Number(p))
      const given = await inTurn(() => derive(password, Buffer.from(salt, 'base64'), expected.length, options))
      return timingSafeEqual(given, expected) && stored !== undefined
    }
  }
}

function optionsOf(ln: number, r: number, p: number): ScryptOptions {
  // OpenSSL needs a little more than the 128 * N * r bytes of the algorithm.
  return { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }
}
