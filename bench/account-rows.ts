import { randomUUID } from 'node:crypto'
import { seal, secretPlace } from '../src/accounts/sealing.ts'
import { sealingKeys } from '../src/accounts/secrets-key.ts'
import type { BenchDatabase } from './fixture.ts'
import { SECRETS, SECRETS_KEY } from './traffic.ts'

/** The number in the WhatsApp traffic of the load generator. */
const NUMBER_ID = '106540352242922'
const DIGITS = 'abcdefghijklmnopqrstuvwxyz234567'

/** WhatsApp accounts, each with a number and two secrets. The one in the middle is that of the load generator. */
export async function addAccounts(database: BenchDatabase, count: number): Promise<void> {
  const [key] = sealingKeys([SECRETS_KEY])
  if (key === undefined) throw new Error('there is no key to seal with')
  const middle = Math.ceil(count / 2)
  const rows = Array.from({ length: count }, (_, at) => {
    const id = at + 1
    const [appSecret, verifyToken] = [`app-secret-of-account-${id}`, `verify-token-of-account-${id}`]
    const secrets = [
      { purpose: 'app_secret', value: id === middle ? SECRETS.WHATSAPP_APP_SECRET : appSecret },
      { purpose: 'verify_token', value: verifyToken }
    ].map(({ purpose, value }) => {
      const secret = { id: randomUUID(), accountId: id, purpose }
      return { ...secret, sealed: seal(value, secretPlace(secret), key).toString('hex') }
    })
    const number = id === middle ? NUMBER_ID : String(1_000_000_000 + id)
    return { id, pathKey: pathKeyOf(id), number, secrets }
  })
  await database.query(
    `with given as (select * from json_to_recordset($1) as given (id int, "pathKey" text, number text)),
      added as (
        insert into accounts (id, slug, kind, name, path_key, state, version, created_at, created_by)
        overriding system value
        select id, 'account-' || id, 'whatsapp', 'Account ' || id, "pathKey", 'active', 1, now(), 'bench' from given)
    insert into account_ids (kind, type, value, account_id)
    select 'whatsapp', 'phone_number_id', number, id from given`,
    [JSON.stringify(rows)]
  )
  await database.query(
    `insert into secrets (id, account_id, purpose, sealed, created_at, created_by)
    select id, "accountId", purpose, decode(sealed, 'hex'), now(), 'bench'
    from json_to_recordset($1) as given (id uuid, "accountId" int, purpose text, sealed text)`,
    [JSON.stringify(rows.flatMap(({ secrets }) => secrets))]
  )
  await database.query('update config_version set version = version + 1')
}

/** Twelve letters. */
function pathKeyOf(id: number): string {
  const digits = Array.from({ length: 12 }, (_, place) => DIGITS[Math.floor(id / 32 ** place) % 32])
  return digits.join('')
}
