import { hash } from 'node:crypto'
import type { AccountServices } from '../accounts/accounts.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import type { Limits } from '../config/limits.ts'
import type { OidcSettings } from '../config/oidc.ts'
import { errors } from '../contract/errors.ts'
import { countAttempt, forgetFailures } from '../db/accounts/login-failures.ts'
import {
  bindIdentity,
  type OperatorRow,
  readOperatorByEmail,
  readOperatorByIdentity
} from '../db/accounts/operators.ts'
import type { Database } from '../db/connect.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { newFlow, openFlow, sealFlow } from './flow-cookie.ts'
import { guardedFetch } from './guarded-fetch.ts'
import { LoginRefused } from './login-refused.ts'
import { createProvider, type Person } from './provider.ts'
import { providerFailure } from './provider-failure.ts'

interface OidcOptions {
  settings: OidcSettings
  database: Pick<Database, 'query'>
  outbound: Pick<Outbound, 'request'>
  accounts: Pick<AccountServices, 'audit' | 'usage'>
  sealing: readonly SealingKey[]
  /** Origin of the pages, to which the provider sends people back. */
  dashboardUrl(): string
  limits: Pick<Limits, 'oidc' | 'logins'>
  log: { warn(fields: object, message: string): void }
}

/** What a callback of the provider is made of. */
export interface Callback {
  /** Value of the cookie that `begin` made. */
  cookie: string | undefined
  /** `?code=…&state=…` as received. */
  search: string
  /** The client, as addresses are counted. */
  address: string
}

export interface OidcLogin {
  host: string
  /** Returns where the browser goes, and the cookie that it needs when it comes back. Throws LoginRefused. */
  begin(next: string): Promise<{ url: string; cookie: string }>
  /** Returns the operator who came back. Throws LoginRefused. */
  finish(callback: Callback): Promise<{ id: number; next: string } | { waitSeconds: number }>
}

export const CALLBACK_PATH = '/login/oidc/callback'

/** Login of operators with OpenID Connect: only people whose verified mail address an admin has added. */
export function createOidcLogin(options: OidcOptions): OidcLogin {
  const { settings, database, outbound, accounts, sealing, dashboardUrl, limits, log } = options
  const { oidc, logins } = limits
  const { audit, usage } = accounts
  const provider = createProvider({ settings, fetch: guardedFetch(outbound, oidc), limits: oidc })
  const counted = {
    free: oidc.freeFailures,
    longestWait: logins.longestWaitSeconds,
    memory: logins.failureMemorySeconds
  }
  let exchanging = 0

  async function exchange(...parameters: Parameters<typeof provider.person>): Promise<Person> {
    if (exchanging >= oidc.exchanges) throw new errors.OVERLOADED()
    exchanging++
    try {
      return await provider.person(...parameters)
    } catch (error) {
      throw providerFailure(error, log)
    } finally {
      exchanging--
    }
  }

  /** Only a stranger's first login is found by the mail address, because a provider may give an address to somebody else. */
  async function operatorOf({ issuer, subject, email }: Person): Promise<OperatorRow> {
    if (email === undefined) {
      await refuse(undefined, 'The login provider does not say that your mail address is verified.')
    }
    const identity = hash('sha256', JSON.stringify([issuer, subject]), 'buffer')
    const known = await readOperatorByIdentity(database.query, identity)
    if (known !== undefined) return known
    const invited = email === undefined ? undefined : await readOperatorByEmail(database.query, email)
    if (invited === undefined || email === undefined) {
      return refuse(undefined, 'No operator has your mail address. Ask an admin to add it.')
    }
    if (await bindIdentity(database.query, { id: invited.id, email, identity })) return invited
    return refuse(invited, 'Your mail address belongs to another person at the login provider. Ask an admin.')
  }

  async function refuse(operator: OperatorRow | undefined, message: string): Promise<never> {
    const entry = { actor: 'gateway', action: 'login.failed', target: `operator:${operator?.name ?? 'unknown'}` }
    // Strangers come in any number, and their entries are written together.
    if (operator === undefined) usage.note({ ...entry, detail: { by: 'oidc' } }, 1)
    else await audit.record({ ...entry, detail: { by: 'oidc' } })
    throw new LoginRefused(403, message)
  }

  return {
    host: new URL(settings.issuer).host,

    async begin(next) {
      const [key] = sealing
      if (key === undefined) throw new errors.SECRETS_KEY_MISSING()
      const flow = newFlow(next, oidc.flowSeconds)
      try {
        const url = await provider.loginUrl(flow, dashboardUrl() + CALLBACK_PATH)
        return { url, cookie: sealFlow(flow, key) }
      } catch (error) {
        throw providerFailure(error, log)
      }
    },

    async finish({ cookie, search, address }) {
      const flow = openFlow(cookie, sealing)
      if (flow === undefined) {
        throw new LoginRefused(400, 'This login took too long, or began in another browser. Start again.')
      }
      const key = hash('sha256', JSON.stringify(['oidc', address]), 'buffer')
      const waitSeconds = await countAttempt(database.query, key, counted)
      if (waitSeconds > 0) return { waitSeconds }
      const person = await exchange(new URL(dashboardUrl() + CALLBACK_PATH + search), flow)
      const { id, name } = await operatorOf(person)
      await forgetFailures(database.query, key, counted.memory)
      const target = `operator:${name}`
      await audit.record({ actor: target, action: 'login', target, detail: { by: 'oidc' } })
      return { id, next: flow.next }
    }
  }
}
