import { createHmac } from 'node:crypto'
import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { type Account, createAccountIndex } from '../../src/accounts/account-index.ts'
import { accountKinds } from '../../src/accounts/account-kinds.ts'
import { createProver } from '../../src/accounts/prove.ts'
import { LIMITS, type Limits } from '../../src/config/limits.ts'
import { whatsAppText } from '../support/test-accounts.ts'

const KINDS = accountKinds(channels)
const ACCOUNTS = 10_000

function account(id: number, kind: string, more: Partial<Account>): Account {
  const about = { id, slug: `${kind}-${id}`, kind, pathKey: `key${id}`, hotelId: null, isPaused: false, version: 1 }
  return { ...about, ids: [], secrets: [], ...more }
}

function secret(id: number, purpose: string, value: string) {
  return { id: `${purpose}-${id}`, purpose, value, endsAt: Number.POSITIVE_INFINITY }
}

/** An index of accounts with a secret each, and the function that proves senders of an endpoint. */
function proverOf(
  kindName: string,
  path: string,
  make: (id: number) => Account,
  limits: Limits['accounts'] = LIMITS.accounts
) {
  const accounts = createAccountIndex()
  for (let id = 1; id <= ACCOUNTS; id++) accounts.put(make(id))
  const channel = channels.find(
    ({ endpoints, name }) => name === KINDS.get(kindName)?.channel && endpoints.some((one) => one.path === path)
  )
  const endpoint = channel?.endpoints.find((one) => one.path === path)
  const kind = KINDS.get(kindName)
  if (endpoint === undefined || kind === undefined) throw new Error(`there is no kind ${kindName}`)
  let hashed = 0
  const counted = {
    ...endpoint,
    credentials: (store: Parameters<typeof endpoint.credentials>[0]) =>
      endpoint.credentials(store).map((one) => ({
        ...one,
        verifier: {
          ...one.verifier,
          check(request: Parameters<typeof one.verifier.check>[0], secrets: readonly string[]) {
            hashed += secrets.length
            return one.verifier.check(request, secrets)
          }
        }
      }))
  }
  const prove = createProver(counted, kind, { accounts, limits, onUsed: () => undefined })
  return { prove, accounts, tries: () => hashed }
}

const whatsApp = (id: number) =>
  account(id, 'whatsapp', {
    ids: [{ type: 'phone_number_id', value: String(1_000_000 + id), hotelId: null }],
    secrets: [secret(id, 'app_secret', `app-secret-of-hotel-${id}`)]
  })

function signed(body: Buffer, appSecret: string) {
  const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  return {
    method: 'POST',
    url: 'https://gw.test/webhooks/whatsapp',
    headers,
    body,
    receivedAt: 0,
    address: '192.0.2.1'
  }
}

const SENDER = { pathKey: undefined, environment: [], open: false }

t.test('among 10,000 accounts, the id in the bytes leads to the secret: one check', async (t) => {
  const { prove, tries } = proverOf('whatsapp', '', whatsApp)
  const body = Buffer.from(whatsAppText('1004711', 'wamid.1'))
  const proof = prove({ ...SENDER, request: signed(body, 'app-secret-of-hotel-4711') })
  t.strictSame(typeof proof === 'string' ? proof : proof.accounts.map(({ slug }) => slug), ['whatsapp-4711'])
  t.equal(tries(), 1)
})

t.test('a stranger costs a bounded number of checks, fewer for a large body', async (t) => {
  for (const [bytes, most] of [
    [1_000, 32],
    [3_000_000, 2]
  ] as const) {
    const { prove, tries } = proverOf('whatsapp', '', whatsApp)
    const body = Buffer.alloc(bytes, '"phone_number_id":"1000001",')
    t.equal(prove({ ...SENDER, request: signed(body, 'a-secret-of-nobody') }), 'mismatch')
    t.ok(tries() <= most, `${tries()} checks of ${bytes} bytes`)
  }
  // The negative control: without the bound, all secrets are tried.
  const unbounded = { ...LIMITS.accounts, tries: Number.POSITIVE_INFINITY, triedBytes: Number.POSITIVE_INFINITY }
  const { prove, tries } = proverOf('whatsapp', '', whatsApp, unbounded)
  t.equal(prove({ ...SENDER, request: signed(Buffer.from('{}'), 'a-secret-of-nobody') }), 'mismatch')
  t.equal(tries(), ACCOUNTS)
})

t.test('accounts with the same secret are proven together, and an ended secret proves nobody', async (t) => {
  const { prove, accounts } = proverOf('whatsapp', '', whatsApp)
  accounts.put({ ...whatsApp(20_000), secrets: [secret(20_000, 'app_secret', 'app-secret-of-hotel-7')] })
  const body = Buffer.from(whatsAppText('1000007', 'wamid.1'))
  const slugsOf = () => {
    const proof = prove({ ...SENDER, request: signed(body, 'app-secret-of-hotel-7') })
    return typeof proof === 'string' ? proof : proof.accounts.map(({ slug }) => slug)
  }
  t.strictSame(slugsOf(), ['whatsapp-7', 'whatsapp-20000'])
  const ended = { ...secret(7, 'app_secret', 'app-secret-of-hotel-7'), endsAt: 1 }
  accounts.put({ ...whatsApp(7), secrets: [ended] })
  t.strictSame(slugsOf(), ['whatsapp-20000'])
  accounts.remove(20_000)
  t.equal(slugsOf(), 'mismatch')
})

t.test('a token in the URL leads to its account without comparing with all', async (t) => {
  const { prove, tries } = proverOf('mews', '/mews', (id) =>
    account(id, 'mews', { secrets: [secret(id, 'webhook_token', `webhook-token-of-hotel-${id}`)] })
  )
  const request = (token: string) => ({
    ...signed(Buffer.from('{}'), ''),
    headers: {},
    url: `https://gw.test/webhooks/pms/mews?token=${token}`
  })
  const proof = prove({ ...SENDER, request: request('webhook-token-of-hotel-4711') })
  t.strictSame(typeof proof === 'string' ? proof : proof.accounts.map(({ slug }) => slug), ['mews-4711'])
  t.ok(tries() <= 2, `${tries()} checks`)
  t.equal(prove({ ...SENDER, request: request('webhook-token-of-nobody') }), 'mismatch')
})
