import t from 'tap'
import { checkSender, NO_SECRETS, needsNone, usableOf } from '../../src/contract/credentials.ts'
import { addressList, bearer, none, type SignedRequest, secretHeader } from '../../src/contract/verifiers.ts'

const [inHeader, asBearer, list] = [secretHeader('x-key'), bearer(), addressList(['192.0.2.7'])]
const REQUEST: SignedRequest = { method: 'POST', url: '', headers: {}, body: Buffer.alloc(0) }

t.test('a credential is usable with a secret, and an address list without one', async (t) => {
  const all = [
    { verifier: inHeader, secrets: ['a'] },
    { verifier: asBearer, secrets: [] },
    { verifier: list, secrets: [] },
    { verifier: none(), secrets: [] }
  ]
  t.strictSame(usableOf(all), [all[0], all[2]])
})

t.test('any one credential is enough', async (t) => {
  const check = (headers: SignedRequest['headers'], secrets: readonly [string[], string[]]) =>
    checkSender({ ...REQUEST, headers }, [
      { verifier: inHeader, secrets: secrets[0] },
      { verifier: asBearer, secrets: secrets[1] }
    ])
  t.equal(check({ 'x-key': 'a' }, [['a'], []]), 'ok')
  t.equal(check({ 'x-key': 'b' }, [['a'], []]), 'mismatch')
  t.equal(check({ 'x-key': 'a' }, [['a'], ['b']]), 'ok')
  t.equal(check({ authorization: 'Bearer b' }, [['a'], ['b']]), 'ok')
  t.equal(check({ authorization: 'Bearer a' }, [['a'], ['b']]), 'mismatch')
  t.equal(check({}, [['a'], ['b']]), 'missing')
  t.equal(check({ 'x-key': 'a' }, [[], []]), 'missing', 'no secret is set')
})

t.test('a sender needs no proof where no credential is usable, or one of them proves nothing', async (t) => {
  const secret = { verifier: inHeader, secrets: ['a'] }
  t.ok(needsNone([]))
  t.ok(needsNone([{ ...secret, secrets: [] }]))
  t.ok(needsNone([secret, { verifier: none(), secrets: [] }]))
  t.notOk(needsNone([secret]))
  t.notOk(needsNone([{ verifier: list, secrets: [] }]))
  t.strictSame(NO_SECRETS.secrets('ANY'), [])
})
