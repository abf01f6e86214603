import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { open, seal, sealedWith, secretPlace } from '../../src/accounts/sealing.ts'
import { sealingKeys } from '../../src/accounts/secrets-key.ts'

const RAW = randomBytes(32)
const [KEY, OTHER] = sealingKeys([RAW.toString('base64'), randomBytes(32).toString('base64')])
if (KEY === undefined || OTHER === undefined) throw new Error('two keys have the right form')
const PLACE = secretPlace({ id: '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6', accountId: 7, purpose: 'app_secret' })

t.test('a sealed value opens in its place only, with its key only', async (t) => {
  const sealed = seal('a-secret-of-a-hotel', PLACE, KEY)
  t.strictSame(open(sealed, PLACE, [OTHER, KEY]), { value: Buffer.from('a-secret-of-a-hotel') })
  t.strictSame(open(sealed, PLACE, [OTHER]), { failed: 'key' })
  for (const moved of [
    { id: '0198c1a2-3b4c-7d5e-8f60-718293a4b5c7', accountId: 7, purpose: 'app_secret' },
    { id: '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6', accountId: 8, purpose: 'app_secret' },
    { id: '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6', accountId: 7, purpose: 'verify_token' }
  ]) {
    t.strictSame(open(sealed, secretPlace(moved), [KEY]), { failed: 'damaged' })
  }
})

t.test('no byte of a sealed value can be changed, and no part of it is enough', async (t) => {
  const sealed = seal('a-secret-of-a-hotel', PLACE, KEY)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    t.ok('failed' in open(changed, PLACE, [KEY]), `byte ${at}`)
    t.ok('failed' in open(sealed.subarray(0, at), PLACE, [KEY]), `the first ${at} bytes`)
  }
})

t.test('the id of a key is made of the key, and stands in what it seals', async (t) => {
  const id = createHash('sha256').update('bellhook key id').update(RAW).digest('hex').slice(0, 8)
  t.equal(KEY.id, id)
  t.equal(sealedWith(seal('x', PLACE, KEY)), id)
})
