import { channels } from '../plugins/index.ts'
import { type Account, createAccountIndex } from '../src/accounts/account-index.ts'
import { accountKinds } from '../src/accounts/account-kinds.ts'
import { createAccountStore } from '../src/accounts/account-store.ts'
import { createProver, type Prove, type SenderRequest } from '../src/accounts/prove.ts'
import { sealingKeys } from '../src/accounts/secrets-key.ts'
import { LIMITS } from '../src/config/limits.ts'
import type { Endpoint } from '../src/contract/endpoint.ts'
import type { SignedRequest } from '../src/contract/verifiers.ts'
import { connect } from '../src/db/connect.ts'
import { addAccounts } from './account-rows.ts'
import type { BenchCluster } from './fixture.ts'
import { measure, median } from './measure.ts'
import type { Report } from './report.ts'
import { SECRETS_KEY, traffic } from './traffic.ts'

const ACCOUNTS = 10_000
const CALLS = 5_000
const KINDS = accountKinds(channels)
const PUBLIC_URL = 'https://hooks.example.com'
const SID = `AC${'0'.repeat(32)}`
const MIDDLE = 5_000

interface Case {
  /** Kind of the accounts, and path of the endpoint. */
  kind: string
  path: string
  purpose: string
  idType: string
  idOf(account: number): string
  contentType: string
  body: string
  withPathKey?: boolean
}

const TEXT = JSON.stringify({ from: '491711234567', id: 'wamid.1', type: 'text', text: { body: 'x'.repeat(600) } })
const WHATSAPP: Case = {
  ...{ kind: 'whatsapp', path: '', purpose: 'app_secret', idType: 'phone_number_id', contentType: 'application/json' },
  idOf: (account) => String(1_000_000_000 + account),
  body: `{"entry":[{"id":"1","changes":[{"value":{"metadata":{"phone_number_id":"${1_000_000_000 + MIDDLE}"},"messages":[${TEXT}]}}]}]}`
}
const CASES: Readonly<Record<string, Case>> = {
  'WhatsApp, its path key': { ...WHATSAPP, withPathKey: true },
  'WhatsApp, the common path': WHATSAPP,
  'Mews, a token': {
    ...{ kind: 'mews', path: '/mews', purpose: 'webhook_token', idType: 'property', contentType: 'application/json' },
    idOf: (account) => `enterprise-${account}`,
    body: `{"EnterpriseId":"enterprise-${MIDDLE}","Events":[{"Value":{"Id":"1"}}]}`
  },
  'Twilio, a form': {
    ...{ kind: 'twilio', path: '', purpose: 'auth_token', idType: 'account_sid' },
    contentType: 'application/x-www-form-urlencoded',
    idOf: (account) => SID.slice(0, -5) + String(account).padStart(5, '0'),
    body: `MessageSid=SM1&AccountSid=${SID.slice(0, -5)}05000&From=%2B4917112345&To=%2B493012345&Body=Hi&NumMedia=0`
  }
}

/** What 10,000 accounts cost: a start, an ordinary request, a stranger's request, and the gateway as a whole. */
export async function accounts(cluster: BenchCluster, report: Report): Promise<void> {
  proveMany(report)
  await measureLoading(cluster, report)
  await measureIngest(cluster, report)
}

/** Cost of finding the account of a request among 10,000, and of a stranger that none has sent. */
function proveMany(report: Report): void {
  for (const [name, one] of Object.entries(CASES)) {
    const { proveAmongMany, proveWithout, sender } = prepare(one)
    const more = Array.from({ length: report.rounds }, () => {
      const without = medianOf(proveWithout, { ...sender, pathKey: undefined, environment: environmentOf(one) }, CALLS)
      return medianOf(proveAmongMany, sender, CALLS) - without
    })
    report.figure(`${name}: more than without accounts, µs`, median(more), { atMost: 10 })
  }
  const { proveAmongMany, sender } = prepare(WHATSAPP)
  for (const [name, bytes, calls, atMost] of [
    ['1 kB', 1_000, 500, 0.2],
    ['3 MB', 3_000_000, 20, 8]
  ] as const) {
    const body = Buffer.alloc(bytes, `"phone_number_id":"1000000001",`)
    const stranger = { ...sender, request: { ...sender.request, body } }
    const ms = Array.from({ length: report.rounds }, () => processorMs(proveAmongMany, stranger, calls))
    report.figure(`a stranger's ${name}: ms of processor`, median(ms), { atMost })
  }
}

/** Reading, opening, and indexing the accounts of a database. */
async function measureLoading(cluster: BenchCluster, report: Report): Promise<void> {
  const filled = await cluster.open('bench_accounts')
  await addAccounts(filled, ACCOUNTS)
  const log = { info: () => undefined, warn: fail, error: fail }
  const database = connect(filled.url, log)
  const times: number[] = []
  for (let round = 0; round < report.rounds; round++) {
    const snapshot = { write: () => undefined, read: async () => undefined, close: async () => undefined }
    const store = createAccountStore({
      ...{ database, snapshot, log, sealing: sealingKeys([SECRETS_KEY]) },
      ...{ pollMs: Number.POSITIVE_INFINITY, onChange: () => undefined }
    })
    const began = performance.now()
    await store.load()
    times.push(performance.now() - began)
    if (store.accounts.size() !== ACCOUNTS) throw new Error(`${store.accounts.size()} accounts were loaded`)
    await store.close()
  }
  report.figure('10,000 accounts with 20,000 secrets loaded: ms', median(times), { atMost: 300 })
  await database.close()
  await filled.close()
}

function fail(_fields: object, message: string): never {
  throw new Error(message)
}

/** Acknowledgements with accounts in the database, against the environment alone. They take turns. */
async function measureIngest(cluster: BenchCluster, report: Report): Promise<void> {
  const ratios = { one: [] as number[], many: [] as number[] }
  for (let round = 1; round <= report.rounds; round++) {
    report.progress(`accounts: round ${round} of ${report.rounds}`)
    const none = await throughputWith(cluster, 0, report.seconds)
    const one = await throughputWith(cluster, 1, report.seconds)
    const many = await throughputWith(cluster, ACCOUNTS, report.seconds)
    ratios.one.push(one / none)
    ratios.many.push(many / one)
  }
  report.figure('acknowledgements: one account / the environment', median(ratios.one), { atLeast: 0.97 })
  report.figure('acknowledgements: 10,000 accounts / one', median(ratios.many), { atLeast: 0.97 })
}

async function throughputWith(cluster: BenchCluster, count: number, seconds: number): Promise<number> {
  const database = await cluster.open('bench_accounts')
  try {
    if (count > 0) await addAccounts(database, count)
    await database.settle()
    const shots = () => traffic('whatsapp')
    return (await measure({ variant: 'bellhook', database, shots, seconds })).throughput
  } finally {
    await database.close()
  }
}

function prepare(one: Case): { proveAmongMany: Prove; proveWithout: Prove; sender: SenderRequest } {
  const kind = KINDS.get(one.kind)
  const endpoint = endpointOf(one)
  if (kind === undefined) throw new Error(`there is no kind ${one.kind}`)
  const [many, none] = [createAccountIndex(), createAccountIndex()]
  for (let id = 1; id <= ACCOUNTS; id++) many.put(accountOf(one, id))
  const [proveAmongMany, proveWithout] = [many, none].map((index) =>
    createProver(endpoint, kind, { accounts: index, limits: LIMITS.accounts, onUsed: () => undefined })
  )
  if (proveAmongMany === undefined || proveWithout === undefined) throw new Error('two provers were made')
  const pathKey = one.withPathKey ? `key${MIDDLE}` : undefined
  return { proveAmongMany, proveWithout, sender: { request: signed(one), pathKey, environment: [], open: false } }
}

function accountOf({ kind, idType, idOf, purpose }: Case, id: number): Account {
  const secret = { id: `${purpose}-${id}`, purpose, value: secretOf(id), endsAt: Number.POSITIVE_INFINITY }
  return {
    ...{ id, slug: `a${id}`, kind, pathKey: `key${id}`, hotelId: null, isPaused: false, version: 1 },
    ids: [{ type: idType, value: idOf(id), hotelId: null }],
    secrets: [secret]
  }
}

function secretOf(id: number): string {
  return `a-secret-of-the-hotel-${id}`
}

function endpointOf({ kind, path }: Case): Endpoint {
  const name = KINDS.get(kind)?.channel
  const found = channels.find((channel) => channel.name === name)?.endpoints.find((each) => each.path === path)
  if (found === undefined) throw new Error(`there is no endpoint ${name}${path}`)
  return found
}

/** The same secret in the variables of the environment. */
function environmentOf(one: Case) {
  const { purposes } = KINDS.get(one.kind) ?? { purposes: new Map() }
  const { variable } = purposes.get(one.purpose) ?? {}
  const secrets = (name: string) => (name === variable ? [secretOf(MIDDLE)] : [])
  return endpointOf(one).credentials({ secrets })
}

function signed(one: Case): SignedRequest {
  const { kind, path, contentType } = one
  const body = Buffer.from(one.body)
  const url = `${PUBLIC_URL}/webhooks/${KINDS.get(kind)?.channel}${path}`
  const usable = environmentOf(one).find(({ secrets }) => secrets.length > 0)
  const headers = { 'content-type': contentType }
  const made = usable?.verifier.sign({ url, body, headers, receivedAt: 0 }, secretOf(MIDDLE))
  const query = made?.query ? `?${new URLSearchParams(made.query)}` : ''
  const named = Object.entries(made?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return {
    ...{ method: 'POST', url: url + query, body, receivedAt: 0, address: '192.0.2.1' },
    headers: { ...headers, ...Object.fromEntries(named) }
  }
}

/** Milliseconds of processor that a refused call takes. Other work on the machine does not count. */
function processorMs(prove: Prove, sender: SenderRequest, calls: number): number {
  const began = process.cpuUsage()
  for (let call = 0; call < calls; call++) {
    if (prove(sender) !== 'mismatch') throw new Error('a stranger was proven')
  }
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1_000 / calls
}

/** Microseconds of a call, at the median. Throws if the sender is not proven. */
function medianOf(prove: Prove, sender: SenderRequest, calls: number): number {
  const times: number[] = []
  for (let call = 0; call < calls; call++) {
    const began = process.hrtime.bigint()
    const result = prove(sender)
    times.push(Number(process.hrtime.bigint() - began) / 1_000)
    if (typeof result === 'string') throw new Error(`a sender was refused: ${result}`)
  }
  return median(times)
}
