import { variablesOf } from '../../../plugins/pms/adapter-settings.ts'
import type { Config } from '../../config/config.ts'
import type { ApiRequest, ReadingOfRecords } from '../../contract/api-request.ts'
import { connect } from '../../db/connect.ts'
import { findEmbedded } from '../../embedded/embedded.ts'
import { createBudget } from '../../hydration/budget.ts'
import { createCaller } from '../../hydration/caller.ts'
import { createCircuit } from '../../hydration/circuit.ts'
import { requestSender } from '../../hydration/send-request.ts'
import { tokenStores } from '../../hydration/token-store.ts'
import { createTokens, type TokenStore } from '../../hydration/tokens.ts'
import { createVendorClock } from '../../hydration/vendor-clock.ts'
import type { Vendor } from '../../hydration/vendors.ts'
import { createOutbound } from '../../outbound/outbound.ts'
import { developmentKey } from '../../startup/development-token.ts'

/** Makes the calls of one command to a vendor's API. */
export interface VendorApi {
  context: ReadingOfRecords
  /** The body of the answer. Throws Unavailable, or TooMuch where the vendor refuses the call. */
  call(request: ApiRequest): Promise<unknown>
  close(): Promise<void>
}

const PRIORITY = 1
const USUAL_BUDGET = { capacity: 1, perSecond: 1 }

export async function openVendorApi(vendor: Vendor, config: Config): Promise<VendorApi> {
  const { limits, secrets } = config
  const outbound = createOutbound({
    networks: config.destinationNetworks,
    proxy: config.destinationProxy,
    development: config.development,
    own: () => ({ host: config.host, port: config.port }),
    limits: limits.outbound
  })
  const closing = new AbortController()
  const budget = createBudget({ buckets: [vendor.records.subscriptions?.budget ?? USUAL_BUDGET], isFull: true })
  const send = requestSender(vendor, outbound, { limits: limits.hydration, signal: closing.signal })
  const stored = await openTokenStore(vendor, config)
  const caller = createCaller({
    ...{ vendor, send, budget, signal: closing.signal },
    circuit: createCircuit(),
    clock: createVendorClock(),
    tokens: createTokens(vendor, send, { store: stored.tokens }),
    onCredential: async () => undefined,
    onRecovered: async () => undefined
  })
  // The timers of the engine do not keep a process running.
  const running = setInterval(() => undefined, 60_000)
  const { secret } = variablesOf({ name: vendor.source })
  const settings = { ...vendor.settings, [secret]: secrets.get(secret)?.[0] }

  return {
    context: { now: new Date().toISOString(), settings, lookups: {} },
    async call(request) {
      const answer = await caller.call(request, PRIORITY)
      return answer === 'absent' ? undefined : answer.body
    },
    async close() {
      clearInterval(running)
      closing.abort()
      budget.close()
      outbound.close()
      await stored.close()
    }
  }
}

/** The tokens that the gateway has stored, because a vendor may issue only a few each day. Without a database, a new one is asked for. */
async function openTokenStore(vendor: Vendor, config: Config): Promise<{ tokens: TokenStore; close(): Promise<void> }> {
  const { databaseUrl, dataDir, development, secrets } = config
  const nothing = { load: async () => undefined, save: async () => undefined }
  if (vendor.records.credential.type === 'static') return { tokens: nothing, close: async () => undefined }
  const url = databaseUrl ?? (await findEmbedded(dataDir))
  if (url === undefined) return { tokens: nothing, close: async () => undefined }
  const configured = secrets.get('SECRETS_KEY') ?? []
  const keys = configured.length === 0 && development ? [developmentKey(dataDir)] : configured
  const database = connect(url, { warn: () => undefined })
  const { load, save } = tokenStores(database, keys)(vendor.source)
  const tokens: TokenStore = {
    load: () => load().catch(() => undefined),
    save: (token) => save(token).catch(() => undefined)
  }
  return { tokens, close: () => database.close() }
}
