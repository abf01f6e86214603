import t from 'tap'
import { createTokens } from '../../src/hydration/tokens.ts'

t.test('a late refusal of an older token does not bring back a newer one that was refused, too', async (t) => {
  let issued = 0
  const credential = {
    type: 'issued',
    settings: [],
    renewSeconds: 60,
    request: () => ({ name: 'token', method: 'POST' as const, path: '/token' }),
    read: () => ({ token: `token-${++issued}`, lifetimeSeconds: 3_600 })
  } as const
  const send = async () => ({ status: 200, headers: {}, body: {} })
  const store = { load: async () => undefined, save: async () => undefined }
  const tokens = createTokens({ records: { credential }, secrets: {} }, send, { store })

  t.equal(await tokens.current(), 'token-1')
  tokens.refused('token-1')
  t.equal(await tokens.current(), 'token-2')
  tokens.refused('token-1')
  t.equal(await tokens.current(), 'token-2', 'the newest one is kept')
  tokens.refused('token-2')
  tokens.refused('token-1')
  t.equal(await tokens.current(), 'token-3')
})
