import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountView } from '../../accounts/account-view.ts'
import { callerOf } from '../../api/authorize.ts'
import { notFound } from '../../contract/errors.ts'
import { isMade } from '../connect-kinds.ts'
import { connectionOf, wrongPathOf } from '../connection.ts'
import { sendPage, sendPart } from '../page.tsx'
import { sendTest, type TestResult } from '../send-test.ts'
import type { DashboardServices } from '../services.ts'
import { viewerOf } from '../session.ts'
import { ConnectDetails, type MadeSecret } from '../view/connect-details.tsx'
import { type ConnectionRegionProps, ConnectionState } from '../view/connection-region.tsx'
import { hasRole } from '../viewer.ts'

const PATH = '/app/accounts/:slug/connect'

type Params = { Params: { slug: string } }

/** What to paste at the provider, and how the connection stands, live. */
export function accountConnectPage(app: FastifyInstance, services: DashboardServices): void {
  const { accounts, channels, apiTokens, config } = services

  app.get<Params>(PATH, async (request, reply) => {
    const account = await accounts.accounts.get(callerOf(request), request.params.slug)
    return send(request, reply, account)
  })

  app.get<Params>(`${PATH}/state`, async (request, reply) => {
    const account = await accounts.accounts.get(callerOf(request), request.params.slug)
    return sendPart(request, reply, <ConnectionState {...regionOf(account)} />)
  })

  app.post<Params>(`${PATH}/test`, { config: { role: 'operator' } }, async (request, reply) => {
    const account = await accounts.accounts.get(callerOf(request), request.params.slug)
    const [known, kind] = [accounts.store.accounts.byPathKey(account.pathKey), accounts.kinds.get(account.kind)]
    const [url, apiToken] = [account.urls[0], apiTokens[0]]
    if (known === undefined || kind === undefined || url === undefined || apiToken === undefined)
      throw notFound('account')
    const { testTimeoutMs: timeoutMs } = config.limits.dashboardTests
    const result = await sendTest({ account: known, kind, channels, url, apiToken, timeoutMs })
    return send(request, reply, account, result)
  })

  function send(request: FastifyRequest, reply: FastifyReply, account: AccountView, result?: TestResult): FastifyReply {
    const viewer = viewerOf(request)
    const region = regionOf(account)
    const isVerified = region.connection.state === 'verified'
    const made = hasRole(viewer, 'admin') && !isVerified ? madeSecrets(account.pathKey) : []
    const props = { account, region, made, result, mayTest: hasRole(viewer, 'operator') }
    return sendPage(request, reply, `Connect ${account.name}`, <ConnectDetails {...props} />)
  }

  function regionOf({ slug, kind, pathKey, urls, secrets }: AccountView): ConnectionRegionProps {
    const used = (isOfHandshake: boolean) =>
      secrets
        .filter(({ purpose }) => (purpose === 'verify_token') === isOfHandshake)
        .flatMap(({ usedAt }) => usedAt ?? [])
        .sort()
        .at(-1) ?? null
    const id = accounts.store.accounts.byPathKey(pathKey)?.id
    const remembered = id === undefined ? {} : accounts.connections.of(id)
    const connection = connectionOf(remembered, { verifiedAt: used(false), confirmedAt: used(true) })
    const since = remembered.verifiedAt ?? 0
    const wrongPath = wrongPathOf(accounts.connections.lostPaths(), { urls, pathKey, since })
    return { connection, wrongPath, kind, account: slug }
  }

  /** Secrets that Bellhook has made, and that nothing has used yet. */
  function madeSecrets(pathKey: string): readonly MadeSecret[] {
    const account = accounts.store.accounts.byPathKey(pathKey)
    return account?.secrets.filter(({ value }) => isMade(value)) ?? []
  }
}
